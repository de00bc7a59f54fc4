/*
 * The commit protocol: one instance of the application, one database. Code and pages: transaction, slot, recovery, journal;
 * commit-protocol.adoc.
 *
 * An LSN is the position in the log. The log is not an array: each transaction knows the LSN of its record and of its outcome, and a
 * crash takes all above "durable". A slot's row holds a transaction; what is compared is that transaction's LSN.
 *
 * -D                     what varies
 *   N= S=                transactions, slots
 *   MODES=               modes a transaction may have: 1 strict, 2 log, 4 staged, or a sum
 *   KM1= KM2= KM3=       rows that a transaction writes, as a mask
 *   NEW                  the last slot has no row at first
 *   CRASHES= DBCRASHES=  of the application, of the database
 *   OVERDUES=            transactions whose end nobody reports: their slot is asked while their thread may still be on its way
 *   LIES= ROLLBACKS= REFUSALS= TIMEOUTS=   lost or wrong answers to COMMIT, rollbacks after the append, COMMITs refused, transactions that the
 *                        reaper rolls back while the application's thread is about to mark
 *   LOSSY                the database may lose its last commits in a crash
 *   IGNORE_ALARMS        a mark that finds its slot changed rolls back and is no error: to see what else a missing rule breaks
 *   ACKDUR               log mode in its other form: acknowledged when COMMITTED is durable, no incarnation needed
 * -DNO_rule              takes a rule out; see the page "model"
 */
#include "commit-state.pml"

inline begin(i) {
    printf("T%d (mode %d) writes its rows\n", i, md[i]);
    for (q : 0 .. 1) { if :: WRITES(i, q) -> rowLock[q] = i; saw[2*i+q] = row[q] :: else fi }
    d[i] = open; a[i] = dml; tinc[i] = dbinc; q = 0
}

inline append(i, s) {
    printf("T%d append, LSN %d, slot %d\n", i, nextLsn, s);
    sl[i] = s; free[s] = 0; lastUser[s] = i; expects[i] = poolSays[s]; tep[i] = epoch;
    lsn[i] = nextLsn; inLog[i] = 1; nextLsn++; a[i] = appended; markSent[i] = 1
}

/* The mark reaches the database. No row is changed if it is not inside its transaction, or not as this process left it (R8). */
inline mark(i) {
    markSent[i] = 0;
    if
    :: d[i] == open && MATCHES(i) ->
        printf("T%d marked\n", i);
        slotLock[sl[i]] = i;
        if :: a[i] == appended -> a[i] = marked :: else fi;
        PIPELINED(i)
    :: d[i] == open && !MATCHES(i) ->
        printf("T%d mark finds no row\n", i);
        d[i] = aborted; unlock(i);
        if :: a[i] == appended -> ALARM; a[i] = knowsRollback :: else fi
    :: else ->
        printf("T%d mark outside of its transaction\n", i);
        MARKOUTSIDE(i)
    fi
}

inline askSlot(i) {
    printf("T%d asks slot %d: LSN %d\n", i, sl[i], SLOTLSN(sl[i]));
    if
    :: SLOTLSN(sl[i]) == lsn[i] -> a[i] = knowsCommit
    :: SLOTLSN(sl[i]) > lsn[i] -> assert(P5_definite_answer)   /* refused: log and database do not belong together */
    :: else -> if :: LOSTMAYBE(i) -> a[i] = knowsCommit :: else -> a[i] = knowsRollback fi
    fi
}

inline outcome(i, o) { oc[i] = o; ol[i] = nextLsn; nextLsn++ }

inline release(i) {
    if :: oc[i] == CO -> poolSays[sl[i]] = lsn[i] :: else fi;
    free[sl[i]] = 1
}

inline publish(i) {
    printf("T%d publisher passes LSN %d, committed %d\n", i, lsn[i], SAYSCOMMITTED(i));
    handled[i] = 1; advance();
    if
    :: SAYSCOMMITTED(i) ->
        if :: published[i] == 0 -> pubSeq++; published[i] = pubSeq :: else fi;
        if :: !UNSYNCED(i) && !inDb[i] -> assert(P1_no_phantom) :: else fi
    :: else
    fi
}

proctype transaction(byte i) {
end:
    do
    /* the application */
    :: d_step { UP && a[i] == idle && GATE && ROWSFREE(i) -> begin(i) }
    :: d_step { UP && a[i] == dml && d[i] == open && MAYTAKE(i, 0) && ORDERED(i) -> append(i, 0) }
    :: d_step { UP && a[i] == dml && d[i] == open && S > 1 && MAYTAKE(i, S-1) && ORDERED(i) -> append(i, S-1) }
    :: d_step { UP && a[i] == dml && d[i] == aborted -> told[i] = RB; a[i] = done }
    :: d_step { UP && a[i] == marked && d[i] == open && WAITED(i) ->
        printf("T%d COMMIT is sent, log durable to %d\n", i, durable); d[i] = committing; a[i] = sent }
    :: d_step { UP && a[i] == marked && d[i] == aborted -> a[i] = knowsRollback }
    :: d_step { UP && a[i] == appended && d[i] == aborted && !markSent[i] -> a[i] = knowsRollback }
    :: d_step { UP && (a[i] == appended || a[i] == marked) && d[i] == open && nRollbacks < ROLLBACKS ->
        printf("T%d rolls back\n", i); nRollbacks++; a[i] = knowsRollback; lost[i] = 1 }
    :: d_step { UP && (a[i] == appended || a[i] == marked) && d[i] == open && nOverdues < OVERDUES ->
        printf("T%d is overdue\n", i); nOverdues++; lost[i] = 1; late[i] = 1; a[i] = asking }
#ifdef NO_PASSAGE
    :: d_step { UP && late[i] && d[i] == open && slotLock[sl[i]] == i && WAITED(i) -> printf("T%d COMMIT is sent late\n", i); d[i] = committing }
#endif
    :: d_step { UP && a[i] == sent && d[i] == committed -> a[i] = knowsCommit }
    :: d_step { UP && a[i] == sent && (d[i] == committed || d[i] == committing) && nLies < LIES ->
        printf("T%d the driver reports a failure\n", i); nLies++; lost[i] = 1; UNCLEAR(i) }
    :: d_step { UP && a[i] == sent && d[i] == aborted -> a[i] = asking }
    :: d_step { UP && a[i] == asking && READABLE(sl[i]) -> askSlot(i) }
    :: d_step { UP && a[i] == knowsCommit -> printf("T%d append COMMITTED\n", i); outcome(i, CO); a[i] = acking }
    :: d_step { UP && a[i] == acking && ACKNOWLEDGED(i) -> printf("T%d acknowledged\n", i); told[i] = CO; FREEAFTER(i) }
    :: d_step { UP && a[i] == knowsRollback -> printf("T%d append ROLLED_BACK\n", i); outcome(i, RB); a[i] = reporting }
    :: d_step { UP && a[i] == reporting && REPORTED(i) -> told[i] = RB; FREEAFTER(i) }
    :: d_step { UP && a[i] == freeing && ol[i] <= durable -> release(i); a[i] = done }
#ifdef NO_FREE_AFTER_OUTCOME
    :: d_step { UP && a[i] == knowsCommit && !free[sl[i]] && lastUser[sl[i]] == i -> poolSays[sl[i]] = lsn[i]; free[sl[i]] = 1 }
#endif
    /* its session in the database, which may outlive the application */
    :: d_step { markSent[i] && (d[i] != open || slotLock[sl[i]] == 0) -> mark(i) }
    :: d_step { d[i] == committing -> printf("T%d commits\n", i); dbCommit(i); d[i] = committed; unlock(i);
        if :: !UNSYNCED(i) -> flushed = hlen :: else fi }
    :: d_step { d[i] == committing && nRefusals < REFUSALS -> printf("T%d COMMIT is refused\n", i); nRefusals++; d[i] = aborted; unlock(i) }
    :: d_step { (a[i] == dead || lost[i]) && (d[i] == open || d[i] == committing) -> printf("T%d its session ends\n", i); d[i] = aborted; markSent[i] = 0; unlock(i) }
    :: d_step { UP && a[i] == appended && markSent[i] && d[i] == open && nTimeouts < TIMEOUTS ->
        printf("T%d the reaper rolls it back\n", i); nTimeouts++; d[i] = aborted; unlock(i) }
    /* recovery */
    :: d_step { app == recovering && phase == deciding && DOUBT(i) && RECOVERYREADS(sl[i]) ->
        printf("T%d recovery: LSN %d, slot %d says %d\n", i, lsn[i], sl[i], SLOTLSN(sl[i]));
        if
        :: SLOTLSN(sl[i]) == lsn[i] -> outcome(i, CO)
        :: SLOTLSN(sl[i]) > lsn[i] -> assert(P5_definite_answer)
        :: else -> if :: LOSTMAYBE(i) -> outcome(i, CO) :: else -> outcome(i, RB) fi
        fi }
    :: d_step { ((app == recovering && phase == redoing) || ONLINEREDO) && LOST(i) && FIRSTLOST(i) && ROWSFREE(i) && slotLock[sl[i]] == 0 ->
        printf("T%d redo\n", i); dbCommit(i); flushed = hlen }
    /* the publisher */
    :: d_step { UP && NEXT(i) && READ(i) -> publish(i) }
    od
}

proctype instance() {
end:
    do
    :: d_step { durable < nextLsn-1 -> durable++; printf("log durable to %d\n", durable) }
    :: d_step { UP && saved != cursor -> saved = cursor; printf("cursor %d saved\n", saved) }
    :: d_step { nCrashes < CRASHES -> crash() }
    /* recovery takes the slots over: all rows are locked together, so everything that holds one has ended, and the epoch is raised (R8) */
    :: d_step { app == recovering && phase == opening && ALLFREE -> rinc = dbinc; epoch++; openLog();
        printf("slots taken over, next LSN %d\n", nextLsn); phase = deciding }
    :: d_step { app == recovering && phase == deciding && NODOUBT -> phase = redoing }
    :: d_step { app == recovering && phase == redoing && NOLOST && durable == nextLsn-1 -> serve() }
    :: d_step { ONLINEREDO && NOLOST -> appinc = dbinc }
    od
}

proctype database() {
end:
    do
    :: d_step { flushed < hlen -> flushed++; printf("database flushed %d\n", flushed) }
    :: atomic { nDbCrashes < DBCRASHES -> nDbCrashes++; do :: hlen > flushed -> hlen-- :: break od; dbCrash() }
    od
}

/* Compares database, log and what was published, whenever all is quiet. */
proctype judge() {
end:
    do
    :: d_step { UP && GATE && QUIET(1) && QUIET(2) && QUIET(3) -> judgement() }
    :: timeout -> assert(NEVER_STUCK)
    od
}

init {
    byte i = 1;
    d_step { km[1] = KM1; km[2] = KM2; km[3] = KM3; nextLsn = 1; app = up;
        for (q : 0 .. S-1) { free[q] = 1; exists[q] = 1 };
#ifdef NEW
        exists[S-1] = 0;
#endif
        for (q : 1 .. N) { a[q] = idle; d[q] = none };
        q = 0 };
    do
    :: i <= N -> if :: (MODES & 1) -> md[i] = STRICT :: (MODES & 2) -> md[i] = LOG :: (MODES & 4) -> md[i] = STAGED fi; i++
    :: else -> break
    od;
    i = 0;
    atomic {
        run transaction(1);
        if :: N > 1 -> run transaction(2) :: else fi;
        if :: N > 2 -> run transaction(3) :: else fi;
        run instance(); run database(); run judge() }
}
