package org.nakhoda.dist.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.backup.AsOf;
import org.nakhoda.api.backup.BackupException;
import org.nakhoda.api.backup.BackupHeader;
import org.nakhoda.api.backup.BackupReader;
import org.nakhoda.api.backup.BackupRecord;
import org.nakhoda.api.backup.BackupRecord.KeyFile;
import org.nakhoda.api.backup.RestorePoints;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.host.PrivateFiles;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.supervise.Supervisor;

/**
 * Puts a backup where the first start of a master finds it: {@code restore/backup.gz} in the data folder, beside it
 * {@code as-of} with a revision if an earlier state is asked for, and its keys in {@code pki}. The backup's own file comes last:
 * its presence is what asks for the import.
 */
public final class Restore {
    private final Layout layout;
    private final Path backup;
    private final Path asOf;

    public Restore(Layout layout) {
        this.layout = layout;
        this.backup = layout.restore().resolve("backup.gz");
        this.asOf = layout.restore().resolve("as-of");
    }

    /** @param asOf the revision whose state will be restored */
    public record Placed(BackupHeader header, Revision asOf, boolean withKeys) {}

    /**
     * Checks the whole file before anything is changed.
     *
     * @throws Failure if there is a cluster already, or the file cannot be used
     */
    public Placed place(Path file, AsOf asked) throws IOException, Failure {
        refuseIfThereIsACluster();
        List<KeyFile> keys = new ArrayList<>();
        BackupHeader header;
        Revision revision;
        try (InputStream in = Files.newInputStream(file)) {
            BackupReader reader = BackupReader.compressed(in);
            header = reader.header();
            RestorePoints points = new RestorePoints(header);
            for (Optional<BackupRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
                points.add(record.get());
                if (record.get() instanceof KeyFile key) {
                    keys.add(key);
                }
            }
            revision = points.resolve(asked);
        } catch (BackupException e) {
            throw new Failure(file + ": " + e.getMessage());
        }
        if (!KeyFiles.fit(layout.pki(), keys)) {
            throw new Failure("the backup holds keys, and there are others in " + layout.pki()
                    + "; move that folder away to use the" + " backup's keys");
        }
        Files.createDirectories(layout.data());
        PrivateFiles.createDirectory(layout.restore());
        if (!keys.isEmpty()) {
            KeyFiles.write(layout.pki(), keys);
        }
        Files.deleteIfExists(asOf);
        if (header.revision().isAfter(revision)) {
            PrivateFiles.write(asOf, revision + "\n");
        }
        copy(file);
        return new Placed(header, revision, !keys.isEmpty());
    }

    private void copy(Path file) throws IOException {
        Path part = layout.restore().resolve("backup.gz.part");
        try (OutputStream out = PrivateFiles.create(part)) {
            Files.copy(file, out);
        }
        Files.move(part, backup, StandardCopyOption.ATOMIC_MOVE);
    }

    private void refuseIfThereIsACluster() throws Failure {
        if (Files.exists(backup)) {
            throw new Failure("a restore into " + layout.data()
                    + " has begun already; `nakhoda up` goes on with it, and" + " `nakhoda down --purge` forgets it");
        }
        boolean running =
                new PidFile(layout.run(), Supervisor.COMPONENT).running().isPresent();
        if (running
                || Files.exists(layout.database())
                || Files.exists(layout.data().resolve("masters"))) {
            throw new Failure(
                    "there is a cluster in " + layout.data() + ", and a backup is restored into a new one only;"
                            + " name another folder with --data-dir, or forget this cluster with `nakhoda down --purge`");
        }
    }
}
