package org.nakhoda.db.masters;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.Damage;
import org.nakhoda.db.history.ObjectRange;
import org.nakhoda.db.history.RangeHash;
import org.nakhoda.db.peer.ChangeOutput;
import org.nakhoda.db.peer.PeerException;
import org.nakhoda.db.peer.PeerService;
import org.nakhoda.db.peer.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What this master answers to the others. */
final class GroupService implements PeerService {
    private static final Logger LOG = LoggerFactory.getLogger(GroupService.class);

    private final MasterGroup group;
    private final SwitchedStore store;
    private final StandbyKeeper keeper;
    private final Executor executor;
    private final DamageReports damage;
    private final AtomicBoolean following = new AtomicBoolean();

    GroupService(MasterGroup group, SwitchedStore store, StandbyKeeper keeper, Executor executor) {
        this.group = group;
        this.store = store;
        this.keeper = keeper;
        this.executor = executor;
        this.damage = new DamageReports(group, executor);
    }

    /** A new member has to be believed by its certificate alone: the roster with itself and with the others comes by Raft. */
    @Override
    public boolean knows(String name) {
        Roster roster = group.roster();
        return !roster.members().containsKey(group.self().name())
                || roster.members().containsKey(name);
    }

    @Override
    public ObjectNode answer(String caller, Question question) throws PeerException, InterruptedException {
        ObjectNode about = question.about();
        return switch (question.name()) {
            case "fence" -> fence(about.path("term").asLong());
            case "yield" -> yielded(about.path("term").asLong());
            case "follow" -> follow(FollowOrder.read(about));
            case "status" ->
                status(
                        caller,
                        about.path("term").asLong(0),
                        about.path("written").asLong(0));
            case "revision" -> revision();
            case "masters" -> masters();
            case "hash" ->
                hash(
                        caller,
                        new Revision(about.path("from").asLong()),
                        new Revision(about.path("to").asLong()));
            case "objects" -> {
                ObjectRange.Bounds bounds = ObjectRangeJson.bounds(about);
                yield ObjectRangeJson.write(read(caller, () -> store.objects(bounds, Optional.empty())));
            }
            case "damage" -> {
                damage.told(caller, about);
                yield Json.object();
            }
            case "delegate" -> {
                delegate();
                yield Json.object();
            }
            default -> throw new PeerException("this master knows no question " + question.name());
        };
    }

    @Override
    public byte[] perform(X509Certificate certificate, byte[] work) throws PeerException {
        return delegate().perform(certificate, work);
    }

    private Delegate delegate() throws PeerException {
        return group.delegate().orElseThrow(() -> new PeerException("this master is still starting"));
    }

    private ObjectNode fence(long term) throws PeerException, InterruptedException {
        try {
            Optional<Replica.Position> position = keeper.fence(term);
            ObjectNode answer = Json.object().put("counts", position.isPresent());
            position.ifPresent(here -> answer.put("epoch", here.epoch()).put("end", here.end()));
            return answer;
        } catch (FencedException | IOException | SQLException e) {
            throw new PeerException(e.getMessage());
        }
    }

    private ObjectNode yielded(long term) throws PeerException {
        try {
            keeper.yield(term);
            return Json.object();
        } catch (FencedException | IOException e) {
            throw new PeerException(e.getMessage());
        }
    }

    /** Begun, not waited for: a copy takes its time. */
    private ObjectNode follow(FollowOrder order) {
        if (!following.compareAndSet(false, true)) {
            return Json.object().put("busy", true);
        }
        String name = order.primary().name();
        executor.execute(() -> {
            try {
                keeper.follow(order.term(), order.agreed().epoch(), order.primary(), order.agreed());
            } catch (FencedException e) {
                LOG.info("not following {}: {}", name, e.getMessage());
            } catch (IOException | SQLException | RuntimeException e) {
                LOG.warn("{} cannot be followed; its next order is awaited", name, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                following.set(false);
            }
        });
        return Json.object();
    }

    private ObjectNode status(String leader, long term, long written) throws PeerException, InterruptedException {
        try {
            keeper.caughtUpWith(leader, term, written);
        } catch (IOException | SQLException e) {
            throw new PeerException(e.getMessage());
        }
        Optional<String> trouble = keeper.copied()
                .map(bytes -> "the database is being copied: " + (bytes >> 20) + " MB so far")
                .or(keeper::trouble);
        return new MemberView(
                        keeper.followedEpoch(),
                        keeper.streaming(),
                        keeper.complete(),
                        store.feed().state().revision().value(),
                        trouble)
                .json();
    }

    private ObjectNode revision() throws PeerException, InterruptedException {
        Tenure tenure = group.tenure().orElseThrow(() -> new PeerException("this master does not lead"));
        long revision = store.feed().state().revision().value();
        if (!tenure.lease().require()
                || group.tenure().filter(now -> now == tenure).isEmpty()) {
            throw new PeerException("this master cannot say whether it leads");
        }
        return Json.object().put("revision", revision);
    }

    private ObjectNode hash(String caller, Revision from, Revision to) throws PeerException {
        RangeHash hash = read(caller, () -> store.hash(from, to));
        return Json.object()
                .put("events", hash.events())
                .put("sha256", hash.sha256())
                .put("compactedTo", store.feed().compactedTo().value());
    }

    private interface Reading<T> {
        T read() throws SQLException;
    }

    /** From the database here, and once more if that seems to be damaged. */
    private <T> T read(String caller, Reading<T> reading) throws PeerException {
        for (boolean again = false; ; again = true) {
            try {
                return reading.read();
            } catch (SQLException | IllegalStateException e) {
                Optional<String> broken = Damage.in(e);
                if (broken.isPresent() && !again) {
                    continue;
                }
                broken.ifPresent(what -> damage.found(caller, what));
                throw new PeerException(e.getMessage());
            }
        }
    }

    private ObjectNode masters() {
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("masters");
        new GroupMasters(group).own().forEach(status -> all.add(StatusJson.write(status)));
        return answer;
    }

    @Override
    public void feed(String caller, Question question, ChangeOutput out) throws IOException, InterruptedException {
        Tenure tenure = group.tenure().orElseThrow(() -> new PeerException("this master does not lead"));
        new FeedOfLeader(
                        store.feed(),
                        () -> group.tenure().filter(now -> now == tenure).isPresent(),
                        out)
                .send(new Revision(question.about().path("after").asLong(0)));
    }
}
