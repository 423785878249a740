package org.nakhoda.dist.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The little of the ELF format that tells whether a program needs a dynamic loader. */
final class ElfFile {
    private static final int MAGIC = 0x464c457f;
    private static final int PROGRAM_INTERPRETER = 3;

    private ElfFile() {}

    /** Whether this is a 64-bit program that no dynamic loader is named in. */
    static boolean runsAlone(Path file) {
        try {
            ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            if (content.limit() < 64 || content.getInt(0) != MAGIC || content.get(4) != 2) {
                return false;
            }
            int headers = Math.toIntExact(content.getLong(32));
            int size = content.getShort(54);
            int count = content.getShort(56);
            for (int i = 0; i < count; i++) {
                if (content.getInt(headers + i * size) == PROGRAM_INTERPRETER) {
                    return false;
                }
            }
            return true;
        } catch (IOException | IndexOutOfBoundsException | ArithmeticException e) {
            return false;
        }
    }
}
