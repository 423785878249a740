package org.nakhoda.dist.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;
import org.nakhoda.api.backup.BackupHeader;
import org.nakhoda.api.backup.BackupReader;
import org.nakhoda.api.backup.BackupRecord;
import org.nakhoda.api.backup.BackupRecord.KeyFile;
import org.nakhoda.api.backup.BackupWriter;
import org.nakhoda.dist.host.PrivateFiles;

/** Makes the file of a backup. */
final class BackupFile {
    private static final int BUFFER = 64 * 1024;
    private static final int TOLD_EVERY = 1000;

    private BackupFile() {}

    /** @param records objects and events */
    record Written(BackupHeader header, long records) {}

    /**
     * Writes {@code file} from what a cluster sends. It is there when that was whole, and not touched otherwise; until then it
     * grows beside it under the name {@code file.part}.
     *
     * @param keys what is to go with it
     * @param records is told how many records there are so far
     * @throws org.nakhoda.api.backup.BackupException if what is sent is not whole
     */
    static Written write(InputStream lines, List<KeyFile> keys, Path file, LongConsumer records) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Written written;
            try (OutputStream out = PrivateFiles.create(part);
                    OutputStream gzip = new GZIPOutputStream(new BufferedOutputStream(out, BUFFER), BUFFER)) {
                written = copy(new BackupReader(lines), keys, gzip, records);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return written;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Written copy(BackupReader reader, List<KeyFile> keys, OutputStream out, LongConsumer records)
            throws IOException {
        BackupWriter writer = new BackupWriter(out, reader.header());
        long count = 0;
        for (Optional<BackupRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
            writer.write(record.get());
            count++;
            if (count % TOLD_EVERY == 0) {
                records.accept(count);
            }
        }
        for (KeyFile key : keys) {
            writer.write(key);
        }
        writer.end();
        return new Written(reader.header(), count);
    }
}
