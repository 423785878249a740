package org.nakhoda.dist.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nakhoda.api.backup.BackupException;
import org.nakhoda.api.backup.BackupRecord.KeyFile;
import org.nakhoda.dist.host.PrivateFiles;

/** The files of {@code DATA/pki} on their way into a backup and out of one. */
final class KeyFiles {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final String AUTHORITY = "ca.key";

    private KeyFiles() {}

    static List<KeyFile> read(Path pki) throws IOException {
        List<KeyFile> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(pki)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (NAME.matcher(name).matches()) {
                    found.add(new KeyFile(name, Files.readAllBytes(file)));
                }
            }
        }
        return found;
    }

    /** Whether writing these would replace no authority by another: everything ever signed hangs on it. */
    static boolean fit(Path pki, List<KeyFile> keys) throws IOException {
        Path authority = pki.resolve(AUTHORITY);
        if (!Files.exists(authority)) {
            return true;
        }
        byte[] present = Files.readAllBytes(authority);
        return keys.stream()
                .filter(key -> key.name().equals(AUTHORITY))
                .allMatch(key -> Arrays.equals(key.content(), present));
    }

    static void write(Path pki, List<KeyFile> keys) throws IOException {
        for (KeyFile key : keys) {
            if (!NAME.matcher(key.name()).matches()) {
                throw new BackupException(
                        BackupException.Reason.DAMAGED, "the backup has a key with the impossible name " + key.name());
            }
        }
        PrivateFiles.createDirectory(pki);
        for (KeyFile key : keys) {
            PrivateFiles.write(pki.resolve(key.name()), key.content());
        }
    }
}
