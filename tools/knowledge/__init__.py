"""What is known of technologies, rules and failure modes: YAML data beside the typed code that reads it."""
