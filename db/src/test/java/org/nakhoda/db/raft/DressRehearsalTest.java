package org.nakhoda.db.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.db.MastersAuthority;
import org.nakhoda.db.masters.Member;

@Timeout(120)
class DressRehearsalTest {
    private static final Member SELF = new Member("a", "127.0.0.1", 1, 2, 3, 4);

    @TempDir
    private Path directory;

    @Test
    void an_election_is_rehearsed_and_leaves_nothing_behind_not_even_what_one_before_has_left() throws Exception {
        Path pki = new MastersAuthority().issue(directory.resolve("pki"), "a", SELF.address());
        Path stage = directory.resolve("stage");
        Files.createDirectories(stage.resolve("rehearsal-1/of-another-group"));

        DressRehearsal.run(stage, SELF, RaftTls.in(pki));

        assertThat(stage).doesNotExist();
    }

    @Test
    void where_it_cannot_be_done_that_is_said() throws Exception {
        Path pki = new MastersAuthority().issue(directory.resolve("pki"), "a", "127.0.0.1");
        Files.delete(pki.resolve("master.key"));

        assertThatThrownBy(() -> DressRehearsal.run(directory.resolve("stage"), SELF, RaftTls.in(pki)))
                .isInstanceOf(IOException.class);
    }
}
