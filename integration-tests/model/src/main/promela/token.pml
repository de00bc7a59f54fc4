/*
 * Two instances, each with a log of its own, write the same rows of one database. Each event carries the token that the mark drew from
 * a sequence of the database. A consumer gets the events of the two logs in any order, some of them twice, keeps the highest token of each row, and
 * must end in the state of the database. Code: the mark (PostgresDialect, H2Dialect), Outcome.token.
 *
 * Each transaction has a slot for itself here, a record is in the log when COMMIT is sent and an outcome when it is appended: what a log loses
 * and how slots are used again is commit.pml's.
 *
 * -D
 *   N=                    transactions
 *   KM1= KM2= KM3=        rows that a transaction writes, as a mask
 *   DELETES=              mask of the transactions that delete their rows
 *   CRASHES= DBCRASHES= LIES=
 *   SENDS=                how often an event may arrive
 */
#include "properties.pml"
#ifndef N
#define N 3
#endif
#ifndef KM1
#define KM1 1
#endif
#ifndef KM2
#define KM2 1
#endif
#ifndef KM3
#define KM3 1
#endif
#ifndef DELETES
#define DELETES 0
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef DBCRASHES
#define DBCRASHES 1
#endif
#ifndef LIES
#define LIES 1
#endif
#ifndef SENDS
#define SENDS 2
#endif
#define CO 1
#define RB 2

mtype = { idle, drawn, dml, marked, sent, asking, knowsCommit, knowsRollback, done, dead };
mtype = { none, open, committing, committed, aborted };

mtype a[4], d[4];
byte km[4], owner[4];
byte token[4], slotToken[4], outToken[4];
bit inLog[4], inDb[4], inDoubt[2];
byte oc[4], sends[4];
/* the database */
byte row[2], rowLock[2], sequence;
byte blockNext[2], blockLeft[2];   /* values that a session took in advance */
/* the consumer */
byte seen[2], seenToken[2], seenFrom[2];
byte nCrashes, nDbCrashes, nLies;
byte q, w, high;   /* scratch, 0 after each step */

#define WRITES(i, k) ((km[i] >> (k)) & 1)
#define ROWSFREE(i) ((!WRITES(i, 0) || rowLock[0] == 0) && (!WRITES(i, 1) || rowLock[1] == 0))
#define VALUE(i) (((DELETES >> (i)) & 1) -> 0 : i)

#define ENDED(p, i) (i > N || owner[i] != p || (d[i] != open && d[i] != committing && !(inLog[i] && oc[i] == 0)))

inline unlock(i) {
    for (q : 0 .. 1) { if :: rowLock[q] == i -> rowLock[q] = 0 :: else fi };
    q = 0
}

inline draw(i) {
#ifdef SESSION_CACHE
    if :: blockLeft[owner[i]] == 0 -> blockNext[owner[i]] = sequence+1; blockLeft[owner[i]] = 2; sequence = sequence+2 :: else fi;
    token[i] = blockNext[owner[i]]; blockNext[owner[i]]++; blockLeft[owner[i]]--
#else
    sequence++; token[i] = sequence
#endif
}

inline dbCommit(i) {
    printf("T%d commits with token %d\n", i, token[i]);
    d[i] = committed; inDb[i] = 1;
    for (q : 0 .. 1) { if :: WRITES(i, q) -> row[q] = VALUE(i) :: else fi };
#ifndef NO_TOKEN_IN_SLOT
    slotToken[i] = token[i];
#endif
    unlock(i)
}

inline receive(i) {
    printf("the consumer gets T%d with token %d\n", i, outToken[i]);
    sends[i]++;
    for (q : 0 .. 1) {
        if
        :: WRITES(i, q) && outToken[i] > seenToken[q] -> seen[q] = VALUE(i); seenToken[q] = outToken[i]; seenFrom[q] = i;
#ifdef NO_TOMBSTONE
            if :: VALUE(i) == 0 -> seenToken[q] = 0 :: else fi
#endif
        :: WRITES(i, q) && outToken[i] == seenToken[q] && seenFrom[q] != i -> assert(TOKEN_order)
        :: else
        fi };
    q = 0
}

/* what COMMIT means for the sequence: no value that a committed transaction drew comes again; others may, and some may be skipped */
inline sequenceAfterCrash() {
    high = 0;
    for (q : 1 .. N) { if :: inDb[q] && token[q] > high -> high = token[q] :: else fi };
#ifdef NO_DURABLE_SEQUENCE
    high = 0;
#endif
    q = 0
}

proctype transaction(byte i) {
end:
    do
#ifdef NO_LOCKS_BEFORE_TOKEN
    :: d_step { !inDoubt[owner[i]] && a[i] == idle -> draw(i); printf("T%d draws token %d\n", i, token[i]); a[i] = drawn }
    :: d_step { !inDoubt[owner[i]] && a[i] == drawn && ROWSFREE(i) ->
#else
    :: d_step { !inDoubt[owner[i]] && a[i] == idle && ROWSFREE(i) ->
#endif
        printf("T%d of instance %d writes\n", i, owner[i]);
        for (q : 0 .. 1) { if :: WRITES(i, q) -> rowLock[q] = i :: else fi };
        d[i] = open; a[i] = dml; q = 0 }
    :: d_step { a[i] == dml && d[i] == open -> a[i] = marked;
#ifndef NO_LOCKS_BEFORE_TOKEN
        draw(i);
#endif
        printf("T%d is marked, token %d\n", i, token[i]) }
    :: d_step { a[i] == marked && d[i] == open -> inLog[i] = 1; d[i] = committing; a[i] = sent }
    :: d_step { d[i] == committing -> dbCommit(i) }
    :: d_step { a[i] == dead && (d[i] == open || d[i] == committing) -> d[i] = aborted; unlock(i) }
    :: d_step { (a[i] == dml || a[i] == marked) && d[i] == aborted -> a[i] = done }
    :: d_step { a[i] == sent && d[i] == committed -> outToken[i] = token[i]; a[i] = knowsCommit }
    :: d_step { a[i] == sent && d[i] == aborted -> a[i] = asking }
    :: d_step { a[i] == sent && nLies < LIES -> nLies++; printf("T%d the driver reports a failure\n", i); a[i] = asking }
    :: d_step { a[i] == asking && d[i] != committing ->
        printf("T%d asks its slot\n", i); if :: inDb[i] -> outToken[i] = slotToken[i]; a[i] = knowsCommit :: else -> a[i] = knowsRollback fi; skip }
    :: d_step { a[i] == knowsCommit -> oc[i] = CO; a[i] = done }
    :: d_step { a[i] == knowsRollback -> oc[i] = RB; a[i] = done }
    :: d_step { inDoubt[owner[i]] && inLog[i] && oc[i] == 0 && d[i] != open && d[i] != committing ->
        printf("T%d recovery asks its slot: %d\n", i, inDb[i]);
        if :: inDb[i] -> oc[i] = CO; outToken[i] = slotToken[i] :: else -> oc[i] = RB fi; skip }
    :: d_step { oc[i] == CO && sends[i] < SENDS -> receive(i) }
    od
}

proctype instance(byte p) {
    byte i;
end:
    do
    :: d_step { !inDoubt[p] && nCrashes < CRASHES -> printf("*** instance %d crashes\n", p); nCrashes++; inDoubt[p] = 1; blockLeft[p] = 0;
        for (i : 1 .. N) {
            if
            :: owner[i] == p && a[i] != idle && a[i] != done -> a[i] = dead
            :: else
            fi };
        i = 0 }
    :: d_step { inDoubt[p] && ENDED(p, 1) && ENDED(p, 2) && ENDED(p, 3) -> inDoubt[p] = 0 }
    od
}

proctype database() {
end:
    do
    :: atomic { nDbCrashes < DBCRASHES ->
        d_step { nDbCrashes++; printf("*** the database crashes\n");
            for (w : 1 .. N) { if :: d[w] == open || d[w] == committing -> d[w] = aborted; unlock(w) :: else fi };
            blockLeft[0] = 0; blockLeft[1] = 0;
            sequenceAfterCrash() };
        if
        :: sequence = high
        :: sequence++
        :: skip
        fi;
        high = 0; w = 0 }
    od
}

#define RESTS(i) (i > N || ((a[i] == done || a[i] == dead) && d[i] != open && d[i] != committing && (oc[i] != CO || sends[i] > 0)))
proctype judge() {
end:
    do
    :: d_step { !inDoubt[0] && !inDoubt[1] && RESTS(1) && RESTS(2) && RESTS(3) ->
        for (q : 1 .. N) {
            if :: inDb[q] && oc[q] != CO -> assert(P2_no_loss) :: else fi;
            if :: !inDb[q] && oc[q] == CO -> assert(P1_no_phantom) :: else fi };
        if :: seen[0] != row[0] || seen[1] != row[1] -> assert(TOKEN_order) :: else fi;
        q = 0 }
    :: timeout -> assert(NEVER_STUCK)
    od
}

init {
    byte i = 1;
    d_step { km[1] = KM1; km[2] = KM2; km[3] = KM3; for (q : 1 .. N) { a[q] = idle; d[q] = none }; q = 0 };
    do
    :: i <= N -> if :: owner[i] = 0 :: owner[i] = 1 fi; i++
    :: else -> break
    od;
    i = 0;
    atomic {
        run transaction(1);
        if :: N > 1 -> run transaction(2) :: else fi;
        if :: N > 2 -> run transaction(3) :: else fi;
        run instance(0); run instance(1); run database(); run judge() }
}
