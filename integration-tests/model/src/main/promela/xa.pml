/*
 * Two databases in one JTA transaction: one record, a slot and an outcome in each; the transaction manager prepares, decides and commits, and
 * has a recovery of its own. Rules R2, R4, R8.
 *
 * The transaction manager is believed to do what XA says: its decision is durable before it commits a branch, its recovery commits prepared
 * branches of decided transactions and rolls back those of undecided ones (presumed abort), and never touches one that it still
 * works on. What it reports to us is not believed.
 *
 * -D
 *   N= KM1= KM2=           transactions and the databases of each, as a mask; one database alone is committed in one phase
 *   CRASHES= DBCRASHES= LIES= ROLLBACKS=   a lie is an answer of a database that does not arrive
 *   HEURISTICS=            prepared branches that somebody ends by hand
 *   LAST_RESOURCE          database 1 is not XA: it is committed as the decision, after the others were prepared
 *   NEW                    slot 1 has no row at first
 *   TM_GONE                the transaction manager's recovery never comes (its store is lost)
 *   TM_AFTER_US            it comes only when our recovery is done
 * NO_... takes a rule out.
 */
#include "xa-state.pml"

inline mark(b, i) {
    markSent[I(b, i)] = 0;
    if
    :: br[I(b, i)] == working && MATCHES(b, i) ->
        printf("T%d marked in database %d\n", i, b); slotLock[SL(b, i)] = i; isMarked[I(b, i)] = 1;
#ifndef NO_CREATE_APART
        if :: !exists[SL(b, i)] -> exists[SL(b, i)] = 1; slot[SL(b, i)] = 0; rowEpoch[SL(b, i)] = tep[I(b, i)] :: else fi
#endif
    :: br[I(b, i)] == working && !MATCHES(b, i) ->
        printf("T%d finds its slot in database %d changed\n", i, b);
        if :: a[i] == running -> assert(FENCE_false_alarm) :: else fi
    :: else
    fi
}

inline commitBranch(b, i) {
    printf("T%d is committed in database %d\n", i, b);
    br[I(b, i)] = committed; inDb[I(b, i)] = 1; slot[SL(b, i)] = i;
    if :: !exists[SL(b, i)] -> exists[SL(b, i)] = 1; rowEpoch[SL(b, i)] = tep[I(b, i)] :: else fi;
    slotLock[SL(b, i)] = 0
}

inline rollbackBranch(b, i) {
    printf("T%d is rolled back in database %d\n", i, b);
    br[I(b, i)] = aborted; markSent[I(b, i)] = 0; if :: slotLock[SL(b, i)] == i -> slotLock[SL(b, i)] = 0 :: else fi
}

inline append(i, s0, s1) {
    printf("T%d append, LSN %d, slots %d and %d\n", i, nextLsn, s0, s1);
    use(0, i, s0); use(1, i, s1);
    lsn[i] = nextLsn; inLog[i] = 1; nextLsn++; a[i] = running
}

inline use(b, i, s) {
    if
    :: IN(b, i) ->
        sl[I(b, i)] = s; free[X(b, s)] = 0; expects[I(b, i)] = poolSays[X(b, s)]; tep[I(b, i)] = ep[b];
        br[I(b, i)] = working; markSent[I(b, i)] = 1
    :: else
    fi
}

/* after the transaction manager told us that it is over, whatever it says */
inline over(i, says) {
    printf("T%d is over, the transaction manager says %d\n", i, says);
    a[i] = done;
    for (q : 0 .. 1) {
        if
        :: IN(q, i) ->
#ifdef BELIEVE_XA
            if :: says == CO -> o[I(q, i)] = knowsCommit :: else -> o[I(q, i)] = knowsRollback fi
#else
            if :: isMarked[I(q, i)] && couldCommit[i] -> o[I(q, i)] = asking :: else -> o[I(q, i)] = knowsRollback fi
#endif
        :: else
        fi };
    q = 0
}

inline ask(b, i) {
    printf("T%d slot of database %d says %d\n", i, b, SLOTLSN(SL(b, i)));
    if
    :: SLOTLSN(SL(b, i)) == lsn[i] -> o[I(b, i)] = knowsCommit
    :: SLOTLSN(SL(b, i)) > lsn[i] -> assert(P5_definite_answer)
    :: else -> o[I(b, i)] = knowsRollback
    fi;
#ifndef NO_RAISE_LATER
    if :: exists[SL(b, i)] -> rowEpoch[SL(b, i)] = ep[b] :: else fi;
#endif
    skip
}

inline outcome(b, i, what) { oc[I(b, i)] = what; ol[I(b, i)] = nextLsn; nextLsn++ }

inline release(b, i) {
    poolSays[SL(b, i)] = SLOTLSN(SL(b, i)); free[SL(b, i)] = 1; o[I(b, i)] = done
}

/* A branch, and what is known of it. */
proctype branch(byte b; byte i) {
end:
    do
    :: d_step { markSent[I(b, i)] && slotLock[SL(b, i)] == 0 -> mark(b, i) }
    :: d_step { br[I(b, i)] == preparing -> printf("T%d is prepared in database %d\n", i, b); br[I(b, i)] = prepared }
    :: d_step { br[I(b, i)] == finishing -> commitBranch(b, i) }
    :: d_step { (br[I(b, i)] == working || br[I(b, i)] == preparing || br[I(b, i)] == finishing) && (a[i] == dead || left[I(b, i)]) ->
        rollbackBranch(b, i) }
    :: d_step { (br[I(b, i)] == preparing || br[I(b, i)] == finishing) && a[i] != dead && nLies < LIES -> nLies++; rollbackBranch(b, i) }
    /* the transaction manager, live */
    :: d_step { UP && a[i] == voting && br[I(b, i)] == working && PREPARES(b, i) -> br[I(b, i)] = preparing }
    :: d_step { UP && a[i] == voting && br[I(b, i)] == working && FINISHES(b, i) -> printf("T%d one phase in database %d\n", i, b); br[I(b, i)] = finishing }
    :: d_step { UP && a[i] == voting && (br[I(b, i)] == preparing || br[I(b, i)] == prepared || br[I(b, i)] == finishing || br[I(b, i)] == committed) && nLies < LIES ->
        printf("T%d database %d does not answer\n", i, b); nLies++; left[I(b, i)] = 1; a[i] = rollingBack }
    :: d_step { UP && a[i] == voting && br[I(b, i)] == aborted -> a[i] = rollingBack }
    :: d_step { UP && a[i] == committing && br[I(b, i)] == prepared && !left[I(b, i)] -> commitBranch(b, i) }
    :: d_step { UP && (a[i] == committing || a[i] == rollingBack) && br[I(b, i)] == prepared && !left[I(b, i)] && nLies < LIES ->
        printf("T%d database %d does not answer\n", i, b); nLies++; left[I(b, i)] = 1 }
    :: d_step { UP && a[i] == rollingBack && (br[I(b, i)] == working || br[I(b, i)] == prepared) && !left[I(b, i)] -> rollbackBranch(b, i) }
    /* its recovery */
    :: d_step { TMRECOVERS && br[I(b, i)] == prepared && (a[i] == dead || left[I(b, i)]) ->
        printf("the transaction manager's recovery, decision %d: ", decided[i]);
        if :: decided[i] -> commitBranch(b, i) :: else -> rollbackBranch(b, i) fi; skip }
    :: d_step { br[I(b, i)] == prepared && nHeuristics < HEURISTICS -> nHeuristics++; printf("by hand: "); commitBranch(b, i) }
    :: d_step { br[I(b, i)] == prepared && nHeuristics < HEURISTICS -> nHeuristics++; printf("by hand: "); rollbackBranch(b, i) }
    /* we */
    :: d_step { UP && o[I(b, i)] == asking && READABLE(b, i) -> ask(b, i) }
    :: d_step { UP && o[I(b, i)] == knowsCommit -> printf("T%d append COMMITTED in database %d\n", i, b); outcome(b, i, CO); release(b, i) }
    :: d_step { UP && o[I(b, i)] == knowsRollback -> printf("T%d append ROLLED_BACK in database %d\n", i, b); outcome(b, i, RB); release(b, i) }
#ifdef NO_FREE_AFTER_OUTCOME
    :: d_step { UP && o[I(b, i)] == knowsCommit && !free[SL(b, i)] -> poolSays[SL(b, i)] = SLOTLSN(SL(b, i)); free[SL(b, i)] = 1 }
#endif
    od
}

proctype transaction(byte i) {
end:
    do
    :: d_step { UP && a[i] == idle && TAKES(i, 0, 0) -> append(i, 0, 0) }
    :: d_step { UP && a[i] == idle && !(TAKES(i, 0, 0)) && TAKES(i, 0, 1) -> append(i, 0, 1) }
    :: d_step { UP && a[i] == idle && !(TAKES(i, 0, 0)) && TAKES(i, 1, 0) -> append(i, 1, 0) }
    :: d_step { UP && a[i] == idle && TAKES(i, 1, 1) -> append(i, 1, 1) }
    :: d_step { UP && a[i] == running && MARKED(0, i) && MARKED(1, i) && WAITED(i) -> a[i] = voting; couldCommit[i] = 1 }
    :: d_step { UP && a[i] == running && (GONE(0, i) || GONE(1, i)) -> a[i] = rollingBack }
    :: d_step { UP && a[i] == running && nRollbacks < ROLLBACKS -> nRollbacks++; printf("T%d rolls back\n", i); a[i] = rollingBack }
    :: d_step { UP && a[i] == voting && km[i] == 3 && VOTED(0, i) && VOTED(1, i) ->
        printf("T%d the decision is commit\n", i); decided[i] = 1; a[i] = committing }
    :: d_step { UP && a[i] == voting && km[i] != 3 && COMMITTED(0, i) && COMMITTED(1, i) -> decided[i] = 1; a[i] = committing }
    :: d_step { UP && (a[i] == committing || a[i] == rollingBack) && FINISHED(0, i) && FINISHED(1, i) -> over(i, REPORT(i)) }
    :: d_step { UP && NEXT(i) && READ(0, i) && READ(1, i) ->
        cursor = lsn[i]; printf("T%d publisher passes, %d %d\n", i, oc[I(0, i)], oc[I(1, i)]);
        published[i] = 1;
        if :: SAYS(0, i) && !inDb[I(0, i)] -> assert(P1_no_phantom) :: else fi;
        if :: SAYS(1, i) && !inDb[I(1, i)] -> assert(P1_no_phantom) :: else fi;
        skip }
    od
}

proctype instance() {
end:
    do
    :: d_step { durable < nextLsn-1 -> durable++; printf("log durable to %d\n", durable) }
    :: d_step { nCrashes < CRASHES -> crash() }
    :: d_step { app == recovering && !taken[0] && TAKEABLE(0) -> takeOver(0) }
    :: d_step { app == recovering && !taken[1] && TAKEABLE(1) -> takeOver(1) }
    :: d_step { app == recovering && taken[0] && taken[1] && durable == nextLsn-1 -> app = up; printf("recovered\n") }
    od
}

proctype databases() {
    byte b;
end:
    do
    :: d_step { nDbCrashes < DBCRASHES -> nDbCrashes++; b = 0; dbCrash(b) }
    :: d_step { nDbCrashes < DBCRASHES -> nDbCrashes++; b = 1; dbCrash(b); b = 0 }
    od
}

proctype judge() {
end:
    do
    :: d_step { UP && QUIET(1) && QUIET(2) -> judgement() }
    :: timeout -> assert(NEVER_STUCK)
    od
}

init {
    d_step { km[1] = KM1; km[2] = KM2; nextLsn = 1; app = up; ep[0] = 1; ep[1] = 1;
        for (q : 0 .. 3) { free[q] = 1; exists[q] = 1; rowEpoch[q] = 1 };
#ifdef NEW
        exists[X(0, 1)] = 0; exists[X(1, 1)] = 0;
#endif
        for (q : 1 .. N) { a[q] = idle; br[q] = none; br[I(1, q)] = none; o[q] = none; o[I(1, q)] = none };
        q = 0 };
    atomic {
        run transaction(1); run branch(0, 1); run branch(1, 1);
        if :: N > 1 -> run transaction(2); run branch(0, 2); run branch(1, 2) :: else fi;
        run instance(); run databases(); run judge() }
}
