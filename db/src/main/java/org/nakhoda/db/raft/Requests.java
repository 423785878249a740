package org.nakhoda.db.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** The requests that this member hands to its own server, without a connection. */
final class Requests {
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final RaftPeerId self;
    private final RaftGroupId group;

    Requests(RaftPeerId self, RaftGroupId group) {
        this.self = self;
        this.group = group;
    }

    RaftClientRequest write(byte[] entry) {
        return RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(self)
                .setGroupId(group)
                .setCallId(calls.incrementAndGet())
                .setMessage(Message.valueOf(ByteString.copyFrom(entry)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
    }

    SetConfigurationRequest configuration(SetConfigurationRequest.Arguments arguments) {
        return new SetConfigurationRequest(client, self, group, calls.incrementAndGet(), arguments);
    }

    TransferLeadershipRequest transfer(String name, Duration limit) {
        return new TransferLeadershipRequest(
                client, self, group, calls.incrementAndGet(), RaftPeerId.valueOf(name), Math.max(1, limit.toMillis()));
    }

    interface Call {
        CompletableFuture<RaftClientReply> send() throws IOException;
    }

    /** @throws ExecutionException with Ratis' own exception as the cause, however it was thrown or wrapped */
    static RaftClientReply await(Call call, Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return call.send().get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new ExecutionException(unwrapped(e.getCause()));
        } catch (IOException | RuntimeException e) {
            throw new ExecutionException(unwrapped(e));
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
