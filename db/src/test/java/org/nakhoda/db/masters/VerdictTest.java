package org.nakhoda.db.masters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void ofTwoTheLeaderIsBelieved() {
        assertThat(Verdict.of(2, 1, 1)).isEqualTo(Verdict.HERE);
    }

    @Test
    void ofThreeTheTwoThatAgreeAreBelieved() {
        assertThat(Verdict.of(3, 2, 1)).isEqualTo(Verdict.LEADER);
        assertThat(Verdict.of(3, 1, 2)).isEqualTo(Verdict.HERE);
    }

    @Test
    void withoutTheThirdNobodyIsBelieved() {
        assertThat(Verdict.of(3, 1, 1)).isEqualTo(Verdict.OPEN);
    }

    @Test
    void aMajorityNeedsNoneOfThoseThatAreAway() {
        assertThat(Verdict.of(5, 3, 1)).isEqualTo(Verdict.LEADER);
        assertThat(Verdict.of(5, 1, 3)).isEqualTo(Verdict.HERE);
        assertThat(Verdict.of(5, 2, 2)).isEqualTo(Verdict.OPEN);
    }

    @Test
    void ofFourInHalvesThoseOfTheLeaderAreBelieved() {
        assertThat(Verdict.of(4, 2, 2)).isEqualTo(Verdict.HERE);
    }
}
