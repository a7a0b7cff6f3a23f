---- MODULE sampler ----
EXTENDS Integers, Sequences

VARIABLES v_turn, v_val, v_end, v_LET, v_chan
vars == <<v_turn, v_val, v_end, v_LET, v_chan>>

Init ==
  /\ v_turn = 0
  /\ v_val = -2
  /\ v_end = 0
  /\ v_LET = <<3, 0, 7>>
  /\ v_chan = <<>>

\* reader 1 takes a number in
can_take_in ==
  /\ (v_turn < 5)
  /\ (Len(v_chan) < 3)
do_take_in ==
  /\ can_take_in
  /\ v_chan' = Append(v_chan, <<4, -1, 2>>[(v_turn % 3) + 1])
  /\ v_turn' = (v_turn + 1)
  /\ UNCHANGED <<v_val, v_end, v_LET>>

\* worker 1 keeps the first and swaps two
can_pass_on ==
  /\ (v_turn < 5)
  /\ (0 < Len(v_chan))
  /\ ((v_chan[0 + 1] # 4) \/ (v_end # 0))
do_pass_on ==
  /\ can_pass_on
  /\ v_LET' = [[v_LET EXCEPT ![0 + 1] = v_LET[1 + 1]] EXCEPT ![((v_turn % 2) + 1) + 1] = (v_LET[0 + 1] + v_chan[0 + 1])]
  /\ v_chan' = (IF (v_end # 0) THEN Append(SubSeq(v_chan, 1 + 1, Len(v_chan)), (v_val * v_val)) ELSE SubSeq(v_chan, 1 + 1, Len(v_chan)))
  /\ v_end' = (IF ~((v_end # 0) /\ (v_val < 0)) THEN 1 ELSE 0)
  /\ v_turn' = (v_turn + 1)
  /\ UNCHANGED <<v_val>>

\* worker 1 loses all but the last (fault: crash)
can_lose ==
  /\ (2 < Len(Append(v_chan, 0)))
  /\ (v_turn <= 4)
do_lose ==
  /\ can_lose
  /\ v_chan' = SubSeq(v_chan, (Len(v_chan) - 1) + 1, Len(v_chan))
  /\ v_val' = ((v_val + (v_LET[1 + 1] \div 3)) - 1)
  /\ v_turn' = (v_turn + 1)
  /\ v_end' = <<0, 1>>[(IF (v_chan[(Len(v_chan) - 1) + 1] = 2) THEN 1 ELSE 0) + 1]
  /\ UNCHANGED <<v_LET>>

\* clock waits
can_wait ==
  /\ (v_turn # 5)
do_wait ==
  /\ can_wait
  /\ v_turn' = (v_turn + 1)
  /\ UNCHANGED <<v_val, v_end, v_LET, v_chan>>

Next ==
  \/ do_take_in
  \/ do_pass_on
  \/ do_lose
  \/ do_wait

Progress ==
  \/ can_take_in
  \/ can_pass_on
  \/ can_wait

inv_the_end_comes == Progress \/ (v_turn = 5)
inv_few == (Len(v_chan) <= 3)
inv_few_2 == (Len(v_chan) # 4)

Spec == Init /\ [][Next]_vars
====
