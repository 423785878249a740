package org.nakhoda.apiserver.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch over a WebSocket. Like the pump that writes it, it holds no thread while there is nothing to carry. */
public final class WatchSocket implements HttpUpgradeHandler {
    private static final Logger LOG = LoggerFactory.getLogger(WatchSocket.class);

    private WebSocketFrames frames;
    private Executor executor;

    /** The container makes the instance, so what it needs comes here, before {@link #init}. */
    void carry(WebSocketFrames source, Executor framesExecutor) {
        this.frames = source;
        this.executor = framesExecutor;
    }

    @Override
    public void init(WebConnection connection) {
        try {
            ServletInputStream in = connection.getInputStream();
            in.setReadListener(new Client(in));
            FramePump.start(connection.getOutputStream(), frames, executor, () -> close(connection));
        } catch (IOException | RuntimeException e) {
            LOG.warn("a watch over a WebSocket could not begin: {}", e.toString());
            frames.close();
            close(connection);
        }
    }

    private static void close(WebConnection connection) {
        try {
            connection.close();
        } catch (Exception e) {
            LOG.debug("closing a watcher's WebSocket: {}", e.toString());
        }
    }

    @Override
    public void destroy() {
        frames.left();
        frames.close();
    }

    /** What the client says. */
    private final class Client implements ReadListener {
        private final ServletInputStream in;
        private final WebSocketReader reader = new WebSocketReader(frames);
        private final byte[] buffer = new byte[1024];

        Client(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (in.isReady()) {
                int count = in.read(buffer);
                if (count < 0) {
                    frames.left();
                    return;
                }
                reader.read(buffer, count);
            }
        }

        @Override
        public void onAllDataRead() {
            frames.left();
        }

        @Override
        public void onError(Throwable fault) {
            frames.left();
        }
    }
}
