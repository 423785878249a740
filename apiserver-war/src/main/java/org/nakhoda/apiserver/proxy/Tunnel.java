package org.nakhoda.apiserver.proxy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries bytes both ways between a client's upgraded connection and an agent's or another server's, until either end closes; then it closes
 * the other, after everything that had arrived was passed on.
 *
 * <pre>
 * client --ServletInputStream--> [client pump] --> agent's socket
 * client <--ServletOutputStream-- [agent pump] <-- agent's socket
 * </pre>
 *
 * <p>Each direction has a thread that may block, which is the back-pressure. The client's side is read by listener all the
 * same: a blocking read of the container gives up after its time-out, and a shell may be idle for hours. The container
 * makes the instance, so what it needs comes by {@link #carry}, before {@link #init}.
 */
public final class Tunnel implements HttpUpgradeHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);
    private static final int BUFFER = 32 * 1024;

    private final Semaphore readable = new Semaphore(0);
    private final AtomicBoolean closed = new AtomicBoolean();
    private String name;
    private Socket agent;
    private InputStream fromAgent;
    private Executor executor;
    private volatile WebConnection client;
    private volatile boolean clientEnded;

    /**
     * @param fromAgent the agent's bytes, those included that were read with its answer
     * @param executor must have a thread for each of the two pumps at once
     */
    void carry(String name, Socket agent, InputStream fromAgent, Executor executor) {
        this.name = name;
        this.agent = agent;
        this.fromAgent = fromAgent;
        this.executor = executor;
    }

    @Override
    public void init(WebConnection connection) {
        client = connection;
        try {
            agent.setSoTimeout(0);
            ServletInputStream fromClient = connection.getInputStream();
            OutputStream toClient = connection.getOutputStream();
            // the answer's head: the container keeps it for the first bytes after it, which may wait for the client's
            toClient.flush();
            fromClient.setReadListener(new Wake());
            executor.execute(() -> run("client", () -> pumpClient(fromClient, agent.getOutputStream())));
            executor.execute(() -> run("agent", () -> pumpAgent(toClient)));
        } catch (IOException | RuntimeException e) {
            LOG.warn("the stream of {} could not begin: {}", name, e.toString());
            close();
        }
    }

    private void pumpClient(ServletInputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        while (!clientEnded && !closed.get()) {
            readable.acquire();
            readable.drainPermits();
            while (!clientEnded && in.isReady()) {
                int count = in.read(buffer);
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
                out.flush();
            }
            if (in.isFinished()) {
                return;
            }
        }
    }

    private void pumpAgent(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int count;
        while ((count = fromAgent.read(buffer)) >= 0) {
            out.write(buffer, 0, count);
            out.flush();
        }
    }

    /** A pump. */
    private interface Pump {
        void run() throws IOException, InterruptedException;
    }

    private void run(String from, Pump pump) {
        try {
            pump.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            if (!closed.get()) {
                LOG.debug("the stream of {} broke, reading from the {}: {}", name, from, e.toString());
            }
        } finally {
            close();
        }
    }

    private void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        readable.release();
        try {
            agent.close();
        } catch (IOException e) {
            LOG.debug("closing the agent's end of {}: {}", name, e.toString());
        }
        try {
            client.close();
        } catch (Exception e) {
            LOG.debug("closing the client's end of {}: {}", name, e.toString());
        }
    }

    @Override
    public void destroy() {
        close();
    }

    /** Wakes the client's pump; never blocks the container's thread. */
    private final class Wake implements ReadListener {
        @Override
        public void onDataAvailable() {
            readable.release();
        }

        @Override
        public void onAllDataRead() {
            clientEnded = true;
            readable.release();
        }

        @Override
        public void onError(Throwable fault) {
            clientEnded = true;
            readable.release();
        }
    }
}
