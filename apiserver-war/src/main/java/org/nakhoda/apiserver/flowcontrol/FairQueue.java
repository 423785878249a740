package org.nakhoda.apiserver.flowcontrol;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The requests of one level that wait, in queues that are served in turn. A flow is dealt a hand of queues and uses the
 * shortest of them, so that a flow with many requests fills its own hand and leaves queues to nearly every other flow
 * (Kubernetes' shuffle sharding). Not thread-safe.
 */
final class FairQueue {
    /** Those that are not empty, the next one to be served first. */
    private final Map<Integer, ArrayDeque<Waiter>> queues = new LinkedHashMap<>();

    /** @return whether there was room */
    boolean offer(long flow, Waiter waiter, PriorityLevel.Limits limits) {
        int shortest = -1;
        int length = Integer.MAX_VALUE;
        for (int index : hand(flow, limits.queues(), limits.handSize())) {
            ArrayDeque<Waiter> queue = queues.get(index);
            int size = queue == null ? 0 : queue.size();
            if (size < length) {
                shortest = index;
                length = size;
            }
        }
        if (shortest < 0 || length >= limits.queueLengthLimit()) {
            return false;
        }
        queues.computeIfAbsent(shortest, index -> new ArrayDeque<>()).add(waiter);
        return true;
    }

    /** All that wait, by the queues that they wait in. */
    Map<Integer, List<Waiter>> waiters() {
        Map<Integer, List<Waiter>> all = new HashMap<>();
        queues.forEach((index, queue) -> all.put(index, List.copyOf(queue)));
        return all;
    }

    /** The next one, or null. */
    Waiter poll() {
        Iterator<Map.Entry<Integer, ArrayDeque<Waiter>>> first =
                queues.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<Integer, ArrayDeque<Waiter>> entry = first.next();
        int index = entry.getKey();
        ArrayDeque<Waiter> queue = entry.getValue();
        first.remove();
        Waiter waiter = queue.poll();
        if (!queue.isEmpty()) {
            queues.put(index, queue);
        }
        return waiter;
    }

    /** @return whether it was still waiting */
    boolean remove(Waiter waiter) {
        Iterator<ArrayDeque<Waiter>> all = queues.values().iterator();
        while (all.hasNext()) {
            ArrayDeque<Waiter> queue = all.next();
            if (queue.remove(waiter)) {
                if (queue.isEmpty()) {
                    all.remove();
                }
                return true;
            }
        }
        return false;
    }

    /** Different queues, always the same ones for a flow. */
    static int[] hand(long flow, int queues, int handSize) {
        SplittableRandom cards = new SplittableRandom(flow);
        int[] hand = new int[Math.min(handSize, queues)];
        for (int i = 0; i < hand.length; i++) {
            int card = cards.nextInt(queues - i);
            // the cards dealt before stand sorted before i; step over those that are not in the deck any more
            int at = 0;
            while (at < i && hand[at] <= card) {
                card++;
                at++;
            }
            System.arraycopy(hand, at, hand, at + 1, i - at);
            hand[at] = card;
        }
        return hand;
    }
}
