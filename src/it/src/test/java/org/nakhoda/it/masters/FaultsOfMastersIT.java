package org.nakhoda.it.masters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.nakhoda.it.masters.fault.Fault;
import org.nakhoda.it.masters.fault.Faults;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * Three masters under load, to which one thing after the other happens. {@code src/it/run-faults} does the same with all
 * faults, for as long as one likes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsOfMastersIT {
    private MastersCluster cluster;

    @BeforeAll
    void start() {
        cluster = MastersCluster.start(3);
        System.out.println(Report.head());
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @TestFactory
    List<DynamicTest> all_promises_are_kept_while_there_is() {
        return Faults.few().stream()
                .map(supplier -> {
                    Fault fault = supplier.get();
                    return DynamicTest.dynamicTest(fault.name(), () -> {
                        Report report = Round.run(cluster, fault);
                        System.out.println(report.row());
                        assertThat(report.faultsFound()).isEmpty();
                    });
                })
                .toList();
    }
}
