package org.nakhoda.node.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.node.spec.Amounts;
import org.nakhoda.node.spec.PodFixtures;
import org.nakhoda.node.spec.Qos;

class PodLimitsTest {
    @ParameterizedTest(name = "requests {0}, limits {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-               | -               | BEST_EFFORT | 2   | 0     | 0",
                "cpu=0           | -               | BEST_EFFORT | 2   | 0     | 0",
                "cpu=250m        | -               | BURSTABLE   | 256 | 0     | 0",
                "memory=1Mi      | memory=2Mi      | BURSTABLE   | 2   | 0     | 2097152",
                "cpu=1,memory=1G | cpu=1,memory=1G | GUARANTEED  | 1024 | 100000 | 1000000000",
                "cpu=1,memory=1G | cpu=2,memory=1G | BURSTABLE   | 1024 | 200000 | 1000000000",
                "cpu=1           | cpu=1000m       | BURSTABLE   | 1024 | 100000 | 0",
            })
    void aPodsTierAndLimitsFollowFromItsContainers(
            String requests, String limits, Qos qos, long shares, long quota, long memory) {
        Pod pod = PodFixtures.pod(PodFixtures.using("a", requests, limits));

        assertThat(Qos.of(pod)).isEqualTo(qos);
        assertThat(PodLimits.of(pod)).isEqualTo(new PodLimits(shares, quota, memory));
    }

    @Test
    void aPodNeedsAsMuchAsItsGreediestMoment() {
        Container side = new io.fabric8.kubernetes.api.model.ContainerBuilder(PodFixtures.using("s", "cpu=100m", null))
                .withRestartPolicy("Always")
                .build();
        Pod pod = PodFixtures.pod(
                "Always",
                List.of(
                        PodFixtures.using("before", "cpu=700m", null),
                        side,
                        PodFixtures.using("after", "cpu=700m", null)),
                List.of(PodFixtures.using("a", "cpu=300m", null), PodFixtures.using("b", "cpu=300m", null)));

        assertThat(Amounts.podMilliCpuRequest(pod)).isEqualTo(800);
    }

    @Test
    void groupsOfVersionOneAreMadeLimitedAndRemovedInEveryHierarchy(@TempDir Path root) throws Exception {
        Path cpu = Files.createDirectory(root.resolve("cpu"));
        Files.createDirectory(root.resolve("freezer"));
        Files.createSymbolicLink(root.resolve("cpuacct"), cpu);
        PodCgroups groups = new PodCgroups(root, false);
        Path group = Files.createDirectories(cpu.resolve("kubepods/burstable/poduid-1"));
        Files.createFile(group.resolve("cpu.shares"));
        Files.createDirectories(root.resolve("freezer/kubepods/burstable/poduid-1/container"));

        groups.ensure("uid-1", Qos.BURSTABLE, new PodLimits(256, 0, 0));

        assertThat(group.resolve("cpu.shares")).hasContent("256");
        assertThat(groups.parent("uid-1", Qos.BURSTABLE)).isEqualTo("/kubepods/burstable/poduid-1");
        assertThat(groups.parent("uid-1", Qos.GUARANTEED)).isEqualTo("/kubepods/poduid-1");

        Files.delete(group.resolve("cpu.shares"));
        groups.remove("uid-1");

        assertThat(root.resolve("freezer/kubepods/burstable/poduid-1")).doesNotExist();
        assertThat(group).doesNotExist();
    }

    @Test
    void underSystemdAGroupIsASlice(@TempDir Path root) {
        PodCgroups groups = new PodCgroups(root, true);

        assertThat(groups.parent("a-b", Qos.BEST_EFFORT)).isEqualTo("kubepods-besteffort-poda_b.slice");
        assertThat(groups.parent("a-b", Qos.GUARANTEED)).isEqualTo("kubepods-poda_b.slice");
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "1024, 39", "262144, 10000"})
    void sharesOfVersionOneHaveAWeightInVersionTwo(long shares, long weight) {
        assertThat(CpuUnits.weight(shares)).isEqualTo(weight);
    }
}
