package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.host.PrivateFiles;

/** One command at a time changes a cluster. Ends with its process. */
public final class CommandLock implements AutoCloseable {
    private final RandomAccessFile file;

    private CommandLock(RandomAccessFile file) {
        this.file = file;
    }

    public static CommandLock take(Layout layout) throws IOException, Failure {
        PrivateFiles.createDirectory(layout.run());
        var file = new RandomAccessFile(layout.run().resolve("command.lock").toFile(), "rw");
        FileLock lock = file.getChannel().tryLock();
        if (lock == null) {
            file.close();
            throw new Failure("another nakhoda command is changing the cluster in " + layout.data() + "; wait for it");
        }
        return new CommandLock(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
