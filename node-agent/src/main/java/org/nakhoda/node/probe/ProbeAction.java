package org.nakhoda.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GRPCAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.ExecSyncResponse;
import org.nakhoda.node.probe.grpc.HealthCheckRequest;
import org.nakhoda.node.probe.grpc.HealthCheckResponse;
import org.nakhoda.node.probe.grpc.HealthGrpc;

/** Asks a container once, in the way its probe says. */
final class ProbeAction {
    private static final int LONGEST_OUTPUT = 10 * 1024;

    private final Cri cri;

    ProbeAction(Cri cri) {
        this.cri = cri;
    }

    /** What a container answered. */
    record Result(boolean success, String message) {}

    /**
     * @param address of the pod
     * @throws ProbeException if nothing can be said about the container, because it was not asked
     */
    Result run(Probe probe, Container container, String containerId, String address) throws ProbeException {
        Duration timeout = Duration.ofSeconds(probe.getTimeoutSeconds() == null ? 1 : probe.getTimeoutSeconds());
        try {
            if (probe.getExec() != null) {
                return exec(containerId, probe.getExec().getCommand(), timeout);
            }
            if (probe.getHttpGet() != null) {
                return http(probe.getHttpGet(), container, address, timeout);
            }
            if (probe.getTcpSocket() != null) {
                return tcp(probe.getTcpSocket(), container, address, timeout);
            }
            if (probe.getGrpc() != null) {
                return grpc(probe.getGrpc(), address, timeout);
            }
        } catch (IllegalArgumentException e) {
            throw new ProbeException(e.getMessage(), e);
        }
        throw new ProbeException("the probe has no action that this node knows", null);
    }

    /** A probe that could not be carried out. */
    static final class ProbeException extends Exception {
        private static final long serialVersionUID = 1L;

        ProbeException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Result exec(String containerId, List<String> command, Duration timeout) throws ProbeException {
        try {
            ExecSyncResponse answer = cri.execSync(containerId, command, timeout);
            String output = answer.getStdout().concat(answer.getStderr()).toString(StandardCharsets.UTF_8);
            String text = output.length() > LONGEST_OUTPUT ? output.substring(0, LONGEST_OUTPUT) : output;
            return new Result(answer.getExitCode() == 0, text);
        } catch (CriException e) {
            if (e.kind() == CriException.Kind.TIMEOUT) {
                return new Result(
                        false,
                        "command timed out: \"" + String.join(" ", command) + "\" timed out after "
                                + timeout.toSeconds() + "s");
            }
            throw new ProbeException(e.getMessage(), e);
        }
    }

    private static Result http(HTTPGetAction action, Container container, String address, Duration timeout) {
        HttpCheck.Target target = HttpCheck.Target.of(action, container, address);
        try {
            int status = HttpCheck.get(target, timeout);
            return HttpCheck.good(status)
                    ? new Result(true, "")
                    : new Result(false, "HTTP probe failed with statuscode: " + status);
        } catch (IOException e) {
            return new Result(
                    false,
                    "Get \"http://" + target.host() + ":" + target.port() + target.path() + "\": " + e.getMessage());
        }
    }

    private static Result tcp(TCPSocketAction action, Container container, String address, Duration timeout) {
        int port = Ports.number(action.getPort(), container);
        String host = action.getHost() == null || action.getHost().isEmpty() ? address : action.getHost();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return new Result(true, "");
        } catch (IOException e) {
            return new Result(false, "dial tcp " + host + ":" + port + ": " + e.getMessage());
        }
    }

    private static Result grpc(GRPCAction action, String address, Duration timeout) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(address, action.getPort())
                .usePlaintext()
                .build();
        try {
            HealthCheckResponse answer = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.newBuilder()
                            .setService(action.getService() == null ? "" : action.getService())
                            .build());
            return answer.getStatus() == HealthCheckResponse.ServingStatus.SERVING
                    ? new Result(true, "")
                    : new Result(false, "service unhealthy (responded with \"" + answer.getStatus() + "\")");
        } catch (StatusRuntimeException e) {
            return new Result(false, "gRPC probe of " + address + ":" + action.getPort() + ": " + e.getMessage());
        } finally {
            channel.shutdownNow();
        }
    }
}
