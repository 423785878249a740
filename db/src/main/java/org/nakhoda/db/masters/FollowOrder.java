package org.nakhoda.db.masters;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The leader's word to another member: follow this primary. It carries what the member has to know of the roster, for the Raft
 * log may bring that later.
 */
record FollowOrder(long term, Member primary, Roster agreed) {
    private static final Logger LOG = LoggerFactory.getLogger(FollowOrder.class);
    private static final Duration ANSWER = Duration.ofSeconds(1);

    /** Sent once; the leader repeats it for as long as the member does not follow. */
    static void send(Peers peers, Member to, long term, Roster agreed) {
        Member primary = agreed.primaryMember().orElseThrow();
        Question order = Question.of("follow").with("term", term).with("epoch", agreed.epoch());
        ObjectNode about = order.about();
        about.set("primary", MemberJson.write(primary));
        ArrayNode names = about.putArray("synchronous");
        agreed.synchronous().forEach(names::add);
        ArrayNode forks = about.putArray("forks");
        agreed.forks().forEach(fork -> forks.add(fork.epoch()).add(fork.position()));
        try {
            peers.ask(to, order, ANSWER);
        } catch (IOException e) {
            LOG.debug("{} cannot be told to follow", to.name(), e);
        }
    }

    static FollowOrder read(ObjectNode about) {
        Member primary = MemberJson.read(about.path("primary"));
        TreeSet<String> names = new TreeSet<>();
        about.path("synchronous").forEach(name -> names.add(name.asString("")));
        List<Fork> forks = new ArrayList<>();
        JsonNode numbers = about.path("forks");
        for (int i = 0; i + 1 < numbers.size(); i += 2) {
            forks.add(new Fork(numbers.get(i).asLong(), numbers.get(i + 1).asLong()));
        }
        TreeMap<String, Member> members = new TreeMap<>();
        members.put(primary.name(), primary);
        Roster agreed = new Roster(0, members, about.path("epoch").asLong(), Optional.of(primary.name()), names, forks);
        return new FollowOrder(about.path("term").asLong(), primary, agreed);
    }
}
