/* sampler */
int v_turn = 0; hidden int new_v_turn;
int v_val = -2; hidden int new_v_val;
int v_end = 0; hidden int new_v_end;
int v_LET[3] = {3, 0, 7}; hidden int new_v_LET[3];
int v_chan[3] = {0, 0, 0}; hidden int new_v_chan[3];
int len_v_chan = 0; hidden int new_len_v_chan;

#define can_take_in ((v_turn < 5) && (len_v_chan < 3))
#define can_pass_on ((v_turn < 5) && (0 < len_v_chan) && ((v_chan[0] != 4) || v_end))
#define can_lose ((2 < (len_v_chan + 1)) && (v_turn <= 4))
#define can_wait ((v_turn != 5))
#define progress (can_take_in || can_pass_on || can_wait)
#define inv_the_end_comes (progress || (v_turn == 5))
#define inv_few ((len_v_chan <= 3))
#define inv_few_2 ((len_v_chan != 4))

active proctype flow() {
end: do

/* reader 1 takes a number in */
:: d_step { can_take_in ->
   new_len_v_chan = (len_v_chan + 1);
   new_v_chan[0] = ((0 < (len_v_chan + 1)) -> ((0 == len_v_chan) -> (((v_turn % 3) == 0) -> 4 : (((v_turn % 3) == 1) -> (-1) : 2)) : v_chan[0]) : 0);
   new_v_chan[1] = ((1 < (len_v_chan + 1)) -> ((1 == len_v_chan) -> (((v_turn % 3) == 0) -> 4 : (((v_turn % 3) == 1) -> (-1) : 2)) : v_chan[1]) : 0);
   new_v_chan[2] = ((2 < (len_v_chan + 1)) -> ((2 == len_v_chan) -> (((v_turn % 3) == 0) -> 4 : (((v_turn % 3) == 1) -> (-1) : 2)) : v_chan[2]) : 0);
   v_turn = (v_turn + 1);
   len_v_chan = new_len_v_chan;
   v_chan[0] = new_v_chan[0];
   v_chan[1] = new_v_chan[1];
   v_chan[2] = new_v_chan[2];
   assert(len_v_chan <= 3);
   }

/* worker 1 keeps the first and swaps two */
:: d_step { can_pass_on ->
   new_v_LET[0] = ((0 == ((v_turn % 2) + 1)) -> (v_LET[0] + v_chan[0]) : v_LET[1]);
   new_v_LET[1] = ((1 == ((v_turn % 2) + 1)) -> (v_LET[0] + v_chan[0]) : v_LET[1]);
   new_v_LET[2] = ((2 == ((v_turn % 2) + 1)) -> (v_LET[0] + v_chan[0]) : v_LET[2]);
   new_len_v_chan = (v_end -> ((len_v_chan - 1) + 1) : (len_v_chan - 1));
   new_v_chan[0] = ((0 < (v_end -> ((len_v_chan - 1) + 1) : (len_v_chan - 1))) -> (v_end -> ((0 == (len_v_chan - 1)) -> (v_val * v_val) : v_chan[(0 + 1)]) : v_chan[(0 + 1)]) : 0);
   new_v_chan[1] = ((1 < (v_end -> ((len_v_chan - 1) + 1) : (len_v_chan - 1))) -> (v_end -> ((1 == (len_v_chan - 1)) -> (v_val * v_val) : v_chan[(1 + 1)]) : v_chan[(1 + 1)]) : 0);
   new_v_chan[2] = ((2 < (v_end -> ((len_v_chan - 1) + 1) : (len_v_chan - 1))) -> (v_end -> ((2 == (len_v_chan - 1)) -> (v_val * v_val) : v_chan[(2 + 1)]) : v_chan[(2 + 1)]) : 0);
   v_turn = (v_turn + 1);
   v_end = !(v_end && (v_val < 0));
   v_LET[0] = new_v_LET[0];
   v_LET[1] = new_v_LET[1];
   v_LET[2] = new_v_LET[2];
   len_v_chan = new_len_v_chan;
   v_chan[0] = new_v_chan[0];
   v_chan[1] = new_v_chan[1];
   v_chan[2] = new_v_chan[2];
   assert(len_v_chan <= 3);
   }

/* worker 1 loses all but the last (fault: crash) */
:: d_step { can_lose ->
   new_v_end = (((v_chan[(len_v_chan - 1)] == 2) == 0) -> 0 : 1);
   new_len_v_chan = (len_v_chan - (len_v_chan - 1));
   new_v_chan[0] = ((0 < (len_v_chan - (len_v_chan - 1))) -> v_chan[(0 + (len_v_chan - 1))] : 0);
   new_v_chan[1] = ((1 < (len_v_chan - (len_v_chan - 1))) -> v_chan[(1 + (len_v_chan - 1))] : 0);
   new_v_chan[2] = ((2 < (len_v_chan - (len_v_chan - 1))) -> v_chan[(2 + (len_v_chan - 1))] : 0);
   v_turn = (v_turn + 1);
   v_val = ((v_val + (v_LET[1] / 3)) - 1);
   v_end = new_v_end;
   len_v_chan = new_len_v_chan;
   v_chan[0] = new_v_chan[0];
   v_chan[1] = new_v_chan[1];
   v_chan[2] = new_v_chan[2];
   assert(len_v_chan <= 3);
   }

/* clock waits */
:: d_step { can_wait ->
   v_turn = (v_turn + 1);
   }
:: d_step { !inv_the_end_comes -> assert(inv_the_end_comes) }
:: d_step { !inv_few -> assert(inv_few) }
:: d_step { !inv_few_2 -> assert(inv_few_2) }
od
}
