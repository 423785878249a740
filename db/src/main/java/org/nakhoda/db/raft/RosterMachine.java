package org.nakhoda.db.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.nakhoda.db.masters.Roster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicated state: the roster, changed by compare-and-set on its version.
 *
 * <p>Ratis applies entries on one thread; leadership is reported from several. An entry that cannot be understood ends this
 * member's part in the group, for it would hold another roster than the rest from then on.
 */
final class RosterMachine extends BaseStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(RosterMachine.class);

    private final Standing standing;
    private final Contacts contacts;
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();

    private volatile Roster roster = Roster.EMPTY;

    /** The term of the configuration applied last, on the applying thread: a new leader's first entry is one. */
    private long configured;

    RosterMachine(Standing standing, Contacts contacts) {
        this.standing = standing;
        this.contacts = contacts;
    }

    Roster roster() {
        return roster;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        super.initialize(server, group, raftStorage);
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            storage.init(raftStorage);
                            load();
                        },
                        IOException.class);
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        var entry = transaction.getLogEntry();
        byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
        Optional<Roster> changed = roster.with(RosterCodec.change(bytes));
        changed.ifPresent(this::become);
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(answer(changed));
    }

    /** Nothing if the change had no effect. */
    private static Message answer(Optional<Roster> changed) {
        return Message.valueOf(
                changed.map(RosterCodec::encode).map(ByteString::copyFrom).orElse(ByteString.EMPTY));
    }

    static Optional<Roster> answered(Message answer) {
        ByteString content = answer.getContent();
        return content.isEmpty() ? Optional.empty() : Optional.of(RosterCodec.roster(content.toByteArray()));
    }

    private void become(Roster changed) {
        roster = changed;
        standing.agreed(changed);
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex last = getLastAppliedTermIndex();
        if (last.getIndex() < 0) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        Path file = storage.getSnapshotFile(last.getTerm(), last.getIndex()).toPath();
        Path written = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(RosterCodec.encode(roster));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        MD5Hash digest = MD5FileUtil.computeAndSaveMd5ForFile(file.toFile());
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file, digest), last));
        return last.getIndex();
    }

    /** Before a snapshot of the leader's takes the place of what is here. */
    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        storage.loadLatestSnapshot();
        load();
        if (getLifeCycleState() == LifeCycle.State.PAUSED) {
            getLifeCycle().transition(LifeCycle.State.STARTING);
            getLifeCycle().transition(LifeCycle.State.RUNNING);
        }
    }

    private void load() throws IOException {
        SingleFileSnapshotInfo snapshot = storage.getLatestSnapshot();
        if (snapshot == null) {
            return;
        }
        Path file = snapshot.getFile().getPath();
        if (snapshot.hasMd5()) {
            MD5FileUtil.verifySavedMD5(file.toFile(), snapshot.getFile().getFileDigest());
        }
        Roster read = RosterCodec.roster(Files.readAllBytes(file));
        setLastAppliedTermIndex(snapshot.getTermIndex());
        if (!read.equals(roster)) {
            become(read);
        }
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        configured = term;
    }

    @Override
    public void notifyLeaderReady() {
        standing.ready(configured);
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) throws IOException {
        long term = getServer().join().getDivision(getGroupId()).getInfo().getCurrentTerm();
        contacts.lost();
        standing.lost(term);
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId newLeader) {
        if (!member.getPeerId().equals(newLeader)) {
            standing.known(Optional.of(newLeader.toString()));
        }
    }

    /**
     * A disk that fails or is full. A leader would lead on without a log of its own, and Ratis does not try again: this member takes
     * no part any more until it is opened anew.
     */
    @Override
    public void notifyLogFailed(Throwable cause, LogEntryProto failedEntry) {
        LOG.error("The masters' consensus cannot write its log", cause);
        // not on this thread, for closing waits for it
        Thread closing = new Thread(this::leave, getId() + "-consensus-leaving");
        closing.setDaemon(true);
        closing.start();
    }

    private void leave() {
        try {
            getServer().join().getDivision(getGroupId()).close();
        } catch (IOException e) {
            LOG.debug("Left already", e);
        }
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
        standing.known(Optional.empty());
    }
}
