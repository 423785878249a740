package org.nakhoda.db.masters;

import java.io.IOException;
import java.time.Duration;
import org.nakhoda.api.json.Json;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The order to follow in the words of earlier builds, which are among the masters while a cluster is upgraded. They had two forms
 * of one question: first the primary's name, for the member's own roster to tell the rest, then a whole {@link FollowOrder}.
 */
final class EarlierOrders {
    static final String QUESTION = "follow";

    private static final Logger LOG = LoggerFactory.getLogger(EarlierOrders.class);
    private static final int LOOKS = 10;
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private EarlierOrders() {}

    /** Tells a member the later form, and the first one if that was to no effect: a member does not say which it understands. */
    static void send(Peers peers, Member to, long term, Roster agreed) {
        try {
            peers.ask(to, new Question(QUESTION, FollowOrder.of(term, agreed)), FollowOrder.ANSWER);
            if (!taken(peers, to, agreed.epoch())) {
                peers.ask(to, new Question(QUESTION, byName(term, agreed)), FollowOrder.ANSWER);
            }
        } catch (IOException e) {
            LOG.debug("{}, of an earlier build, cannot be told to follow", to.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean taken(Peers peers, Member member, long epoch) throws IOException, InterruptedException {
        // nobody is caught up with so much: this is a question only
        Question status = Question.of("status").with("written", Long.MAX_VALUE);
        for (int look = 0; look < LOOKS; look++) {
            Thread.sleep(BETWEEN.toMillis());
            if (MemberView.of(peers.ask(member, status, FollowOrder.ANSWER)).followedEpoch() == epoch) {
                return true;
            }
        }
        return false;
    }

    static ObjectNode byName(long term, Roster agreed) {
        return Json.object()
                .put("term", term)
                .put("epoch", agreed.epoch())
                .put("primary", agreed.primary().orElseThrow());
    }

    /**
     * @param known the roster that this member has heard of
     * @throws FencedException if the order says too little, and this member has not heard of its epoch
     */
    static FollowOrder read(ObjectNode about, Roster known) throws FencedException {
        JsonNode primary = about.path("primary");
        if (primary.isObject()) {
            return FollowOrder.read(about);
        }
        long epoch = about.path("epoch").asLong();
        if (known.epoch() != epoch) {
            // where it forks off is in the roster of that very epoch; the leader repeats its order until that is here
            throw new FencedException("epoch " + epoch + " has not been heard of here, but " + known.epoch());
        }
        String name = primary.asString("");
        Member member =
                known.member(name).orElseThrow(() -> new FencedException("no master " + name + " is known here yet"));
        return new FollowOrder(about.path("term").asLong(), member, known);
    }
}
