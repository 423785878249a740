package org.nakhoda.db.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.nakhoda.db.postgres.ServerLife.Stop;
import org.nakhoda.db.postgres.ServerLife.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a server that replicates: it starts as a detached standby, whatever it was before. */
final class ReplicaServer {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaServer.class);

    private final DatabaseFolder folder;
    private final ReplicaSettings replica;
    private final ReplicaFiles files;
    private final Replication replication;
    private final Runnable begun;
    private final ServerLife life;

    /**
     * @param begun told when a server is there that nobody follows and that follows nobody, before it is used
     * @param restarted told when the server is there again after it died
     */
    ReplicaServer(
            DatabaseFolder folder,
            Path log,
            ReplicaSettings replica,
            Replication replication,
            Runnable begun,
            Runnable restarted) {
        this.folder = folder;
        this.replica = replica;
        this.files = new ReplicaFiles(folder, replica);
        this.replication = replication;
        this.begun = begun;
        this.life = new ServerLife(folder, log, this::comeBack, restarted);
    }

    ReplicaFiles files() {
        return files;
    }

    Optional<Long> pid() {
        return life.process().map(ProcessHandle::pid);
    }

    /** Whether it runs as a standby, be it one that is being promoted. */
    boolean standby() {
        return runs() && files.standby();
    }

    /** Whether it runs as a primary. */
    boolean primary() {
        return runs() && !files.standby();
    }

    private boolean runs() {
        return Postmaster.of(folder.data()).isPresent();
    }

    void exclusively(Work<Void> work) throws IOException, InterruptedException {
        life.exclusively(work);
    }

    void keepFromNowOn() {
        life.keepFromNowOn();
    }

    /** Adopts a standby that runs with these settings; stops any other server, and starts one. */
    void adoptOrStart() throws IOException, InterruptedException {
        Optional<Postmaster> running = Postmaster.of(folder.data());
        boolean adoptable = running.isPresent()
                && running.get().ready()
                && files.standby()
                && running.get().port() == replica.port()
                && files.upToDate();
        if (adoptable) {
            begin(running.get(), "adopted");
            try {
                replication.detach();
                return;
            } catch (ReplicationException e) {
                LOG.warn("the running PostgreSQL does not detach; it is restarted", e);
            }
        }
        restartDetached();
    }

    /** From here on nothing is confirmed or received, in whatever state the server is. */
    void restartDetached() throws IOException, InterruptedException {
        life.stop(Stop.IMMEDIATE);
        files.makeStandby(folder.data(), Optional.empty());
        life.begin(launch());
    }

    /** As a standby it comes back, by {@link #restartDetached} and by nobody else. */
    void halt() throws IOException, InterruptedException {
        life.stop(Stop.IMMEDIATE);
        life.forget();
        files.makeStandby(folder.data(), Optional.empty());
    }

    /** Stops the server for the data to be replaced; {@link #startAnew} brings it back, and nobody else. */
    void stopForGood() throws IOException, InterruptedException {
        life.stop(Stop.IMMEDIATE);
        life.forget();
        life.endOrphans();
    }

    void startAnew() throws IOException, InterruptedException {
        life.begin(launch());
    }

    private Postmaster comeBack() throws IOException, InterruptedException {
        files.makeStandby(folder.data(), Optional.empty());
        return launch();
    }

    private Postmaster launch() throws IOException, InterruptedException {
        life.endOrphans();
        files.writeSettings();
        Postmaster server = life.start();
        String first = replica.listenAddresses().split(",", 2)[0];
        if (server.address().equals("127.0.0.1") && !first.equals("127.0.0.1")) {
            life.stop(Stop.IMMEDIATE);
            throw new PostgresStartException("PostgreSQL cannot listen on " + first + ":" + replica.port()
                    + ": is that an address of this machine, and is the port free?");
        }
        tell(server, "started");
        return server;
    }

    private void begin(Postmaster server, String how) {
        tell(server, how);
        life.begin(server);
    }

    private void tell(Postmaster server, String how) {
        begun.run();
        LOG.info(
                "{} PostgreSQL, process {}, on {}:{} as a {}",
                how,
                server.process().pid(),
                server.address(),
                server.port(),
                files.standby() ? "standby" : "primary");
    }

    void close(Work<Stop> how) {
        life.close(how);
    }
}
