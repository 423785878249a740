package org.nakhoda.db.masters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromiseTest {
    @TempDir
    Path directory;

    @Test
    void aLaterTermTakesThePromiseAndAnEarlierOneIsRefused() throws Exception {
        Promise promise = Promise.in(directory);

        assertThat(promise.make(3)).isTrue();
        assertThat(promise.make(2)).isFalse();
        assertThat(promise.make(3)).isTrue();
        assertThat(promise.make(4)).isTrue();
    }

    @Test
    void aPromiseHoldsOverARestart() throws Exception {
        Promise.in(directory).make(5);

        Promise again = Promise.in(directory);

        assertThat(again.term()).isEqualTo(5);
        assertThat(again.make(4)).isFalse();
    }
}
