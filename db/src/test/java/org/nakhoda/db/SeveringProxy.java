package org.nakhoda.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.nakhoda.db.postgres.DatabaseServer;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Stands between a store and its database, and cuts the line at the worst moment: when a request has gone through and
 * its answer is on the way back.
 */
final class SeveringProxy implements DatabaseServer {
    private final PGSimpleDataSource through;
    private final PGSimpleDataSource direct;
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicBoolean severNextAnswer = new AtomicBoolean();

    SeveringProxy(DatabaseServer server) throws Exception {
        direct = server.dataSource().unwrap(PGSimpleDataSource.class);
        through = new PGSimpleDataSource();
        through.setServerNames(new String[] {"127.0.0.1"});
        through.setPortNumbers(new int[] {door.getLocalPort()});
        through.setDatabaseName(direct.getDatabaseName());
        through.setUser(direct.getUser());
        through.setPassword(direct.getPassword());
        through.setApplicationName("nakhoda");
        through.setPrepareThreshold(1);
        daemon(this::accept);
    }

    /** Lets the next request through, waits until the database has answered, and drops the answer and the line. */
    void severNextAnswer() {
        severNextAnswer.set(true);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(direct.getServerNames()[0], direct.getPortNumbers()[0]);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.addAll(List.of(client, server));
                daemon(() -> pump(client, server, false));
                daemon(() -> pump(server, client, true));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (answers && severNextAnswer.getAndSet(false)) {
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // the other side is gone: so is this one
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "severing-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public DataSource dataSource() {
        return through;
    }

    @Override
    public String description() {
        return "a severing proxy";
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
