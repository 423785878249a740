package org.nakhoda.db.raft;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.nakhoda.db.masters.Member;

/** How Ratis is set up: for a log of a few entries an hour whose followers have to notice a dead leader soon. */
final class RaftSettings {
    /**
     * @param electionMin for so long a leader counts as alive and nobody else gets a vote; it calls twice in that time
     * @param electionMax a leader that hears of no majority for so long gives up; a follower that hears nothing for a random time
     *     between these two stands for election, should it not have done so before
     * @param patience for so long a leader is waited for that may be slow, see {@link LeaderWatch}
     * @param snapshotAfter a snapshot is written after so many entries, also those of elections and configurations
     */
    record Pace(TimeDuration electionMin, TimeDuration electionMax, Duration patience, long snapshotAfter) {
        static final Pace USUAL = new Pace(millis(200), millis(600), Duration.ofMillis(400), 1_000);
    }

    private RaftSettings() {}

    static RaftProperties properties(Path directory, Member self, Pace pace) throws IOException {
        RaftProperties properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, new ContactRpc());
        GrpcConfigKeys.Server.setHost(properties, listenAddress(self.address()));
        GrpcConfigKeys.Server.setPort(properties, self.raftPort());
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
        RaftServerConfigKeys.setRemovedGroupsDir(
                properties, directory.resolve("removed").toFile());

        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, pace.electionMin());
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, pace.electionMax());
        // how long a connection to a host that does not answer may hold up closing it
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, millis(1_000));
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
        // after so long a pause of the process it gives up leading, and after losing the others it stands again
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, millis(3_000));
        // a suspended machine that wakes up is a follower with an old log; by default Ratis closes its server for good
        RaftServerConfigKeys.setCloseThreshold(properties, TimeDuration.valueOf(36_500, TimeUnit.DAYS));
        // while it waits for a new member a leader does not look whether it has lost the others
        RaftServerConfigKeys.setStagingTimeout(properties, pace.electionMax().multiply(5));
        RaftServerConfigKeys.setStagingCatchupGap(properties, 10);
        // the wait between tries to reach a follower that is away; it grows to 5 s by default
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, "10ms,20, 500ms,1000000");

        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("1MB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("64KB"));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf("64KB"));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf("32KB"));
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, pace.snapshotAfter());
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        return properties;
    }

    static Parameters parameters(RaftTls tls, Contacts contacts) {
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, tls.config());
        ContactRpc.set(parameters, contacts);
        return parameters;
    }

    /**
     * An IP address of this machine is listened on alone. A host name says only how others come here: it may resolve to a loopback
     * address on the machine itself, and an address may be translated on the way. Then all addresses are listened on, which is no
     * more than an open port, for nobody gets further without a certificate of the masters' authority.
     */
    static String listenAddress(String address) throws IOException {
        boolean literal = address.indexOf(':') >= 0 || address.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        return literal && NetworkInterface.getByInetAddress(InetAddress.getByName(address)) != null ? address : "";
    }

    /** As gRPC wants it. */
    static String target(Member member) {
        String host = member.address().indexOf(':') >= 0 ? "[" + member.address() + "]" : member.address();
        return host + ":" + member.raftPort();
    }

    private static TimeDuration millis(long millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }
}
