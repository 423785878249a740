package org.nakhoda.node.server;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URI;
import java.util.List;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.v1.AttachRequest;
import org.nakhoda.node.cri.v1.ExecRequest;
import org.nakhoda.node.cri.v1.PortForwardRequest;
import org.nakhoda.node.runtime.PodRuntime;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.runtime.RuntimeReader;
import org.nakhoda.node.runtime.RuntimeSandbox;
import org.nakhoda.node.spec.PodSpecs;

/**
 * {@code /exec}, {@code /attach} and {@code /portForward}: asks the runtime for a one-time address of its streaming server
 * and connects the client through to it. What the two then say to each other is theirs.
 */
public final class Streams {
    private final PodLookup pods;
    private final RuntimeReader reader;
    private final Cri cri;

    public Streams(PodLookup pods, RuntimeReader reader, Cri cri) {
        this.pods = pods;
        this.reader = reader;
        this.cri = cri;
    }

    void open(Channel channel, FullHttpRequest request, QueryStringDecoder uri) throws HttpProblem {
        String[] path = uri.path().split("/");
        boolean forward = path[1].equals("portForward");
        if (path.length < (forward ? 4 : 5)) {
            throw HttpProblem.badRequest("the path is /" + path[1] + "/NAMESPACE/POD" + (forward ? "" : "/CONTAINER"));
        }
        if (!request.headers().contains(HttpHeaderNames.UPGRADE)) {
            throw HttpProblem.badRequest("this needs a connection that is upgraded to SPDY/3.1 or websocket");
        }
        Pod pod = pods.find(path[2], path[3]).orElseThrow(() -> HttpProblem.notFound("pod does not exist"));
        PodRuntime runtime = reader.read(pod.getMetadata().getUid());
        Query query = new Query(uri.parameters());
        String target =
                switch (path[1]) {
                    case "exec" -> exec(running(pod, runtime, path[path.length - 1]), query);
                    case "attach" -> attach(pod, running(pod, runtime, path[path.length - 1]), query);
                    default -> portForward(pod, runtime, query);
                };
        Tunnel.open(channel, request, URI.create(target));
    }

    private static RuntimeContainer running(Pod pod, PodRuntime runtime, String name) throws HttpProblem {
        if (PodSpecs.container(pod, name).isEmpty()) {
            throw HttpProblem.notFound("container " + name + " not found in pod "
                    + pod.getMetadata().getName());
        }
        RuntimeContainer container =
                runtime.latest(name).orElseThrow(() -> HttpProblem.notFound("container not found (\"" + name + "\")"));
        if (!container.running()) {
            throw HttpProblem.badRequest(
                    "container \"" + name + "\" in pod \"" + pod.getMetadata().getName() + "\" is not running");
        }
        return container;
    }

    private String exec(RuntimeContainer container, Query query) throws HttpProblem {
        List<String> command = query.all("command");
        if (command.isEmpty()) {
            throw HttpProblem.badRequest("you must specify at least one command");
        }
        Wish wish = Wish.of(query);
        return cri.exec(ExecRequest.newBuilder()
                .setContainerId(container.id())
                .addAllCmd(command)
                .setTty(wish.tty)
                .setStdin(wish.stdin)
                .setStdout(wish.stdout)
                .setStderr(wish.stderr)
                .build());
    }

    private String attach(Pod pod, RuntimeContainer container, Query query) throws HttpProblem {
        Wish wish = Wish.of(query);
        boolean tty = PodSpecs.container(pod, container.name())
                .map(Container::getTty)
                .filter(Boolean.TRUE::equals)
                .isPresent();
        return cri.attach(AttachRequest.newBuilder()
                .setContainerId(container.id())
                .setTty(tty)
                .setStdin(wish.stdin)
                .setStdout(wish.stdout)
                .setStderr(wish.stderr && !tty)
                .build());
    }

    private String portForward(Pod pod, PodRuntime runtime, Query query) throws HttpProblem {
        RuntimeSandbox sandbox = runtime.readySandbox()
                .orElseThrow(() ->
                        HttpProblem.badRequest("pod \"" + pod.getMetadata().getName() + "\" is not running"));
        PortForwardRequest.Builder forward = PortForwardRequest.newBuilder().setPodSandboxId(sandbox.id());
        for (String ports : query.all("port").isEmpty() ? query.all("ports") : query.all("port")) {
            for (String port : ports.split(",")) {
                try {
                    forward.addPort(Integer.parseInt(port.strip()));
                } catch (NumberFormatException e) {
                    throw HttpProblem.badRequest("port is no number: " + port);
                }
            }
        }
        return cri.portForward(forward.build());
    }

    /** The streams that a client wants. A terminal has no error stream of its own. */
    private record Wish(boolean stdin, boolean stdout, boolean stderr, boolean tty) {
        static Wish of(Query query) throws HttpProblem {
            boolean tty = query.flag("tty");
            Wish wish = new Wish(
                    query.flag("input", "stdin"),
                    query.flag("output", "stdout"),
                    query.flag("error", "stderr") && !tty,
                    tty);
            if (!wish.stdin && !wish.stdout && !wish.stderr) {
                throw HttpProblem.badRequest("you must specify at least 1 of stdin, stdout, stderr");
            }
            return wish;
        }
    }
}
