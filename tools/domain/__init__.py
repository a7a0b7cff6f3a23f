"""The ground floor: what everything else speaks of."""
