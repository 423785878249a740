package org.nakhoda.api.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nakhoda.api.catalogue.Story;
import tools.jackson.databind.node.ObjectNode;

class PodColumnsTest {
    private static final Story PODS = Story.of("", "v1", "Pod");
    private static final String ONE = "'containers':[{'name':'a'}]";
    private static final String INIT = "'initContainers':[{'name':'i'}]," + ONE;
    private static final String SIDECAR = "'initContainers':[{'name':'s','restartPolicy':'Always'}]," + ONE;

    static Stream<Arguments> pods() {
        return Stream.of(
                Arguments.of("Pending", "0/1", ONE, "'phase':'Pending'"),
                Arguments.of(
                        "ContainerCreating",
                        "0/1",
                        ONE,
                        "'phase':'Pending','containerStatuses':[{'name':'a','state':{'waiting':{'reason':"
                                + "'ContainerCreating'}}}]"),
                Arguments.of(
                        "Running",
                        "1/1",
                        ONE,
                        "'phase':'Running','containerStatuses':[{'name':'a','ready':true,'state':{'running':{}}}]"),
                Arguments.of(
                        "CrashLoopBackOff",
                        "0/1",
                        ONE,
                        "'phase':'Running','containerStatuses':[{'name':'a','restartCount':3,'state':{'waiting':"
                                + "{'reason':'CrashLoopBackOff'}}}]"),
                Arguments.of(
                        "Completed",
                        "0/1",
                        ONE,
                        "'phase':'Succeeded','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':0,"
                                + "'reason':'Completed'}}}]"),
                Arguments.of(
                        "ExitCode:3",
                        "0/1",
                        ONE,
                        "'phase':'Failed','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':3}}}]"),
                Arguments.of(
                        "Signal:9",
                        "0/1",
                        ONE,
                        "'phase':'Failed','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':137,"
                                + "'signal':9}}}]"),
                Arguments.of("Evicted", "0/1", ONE, "'phase':'Failed','reason':'Evicted'"),
                Arguments.of(
                        "Init:0/1",
                        "0/1",
                        INIT,
                        "'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'running':{}}}]"),
                Arguments.of(
                        "Init:Error",
                        "0/1",
                        INIT,
                        "'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':1,"
                                + "'reason':'Error'}}}]"),
                Arguments.of(
                        "Init:CrashLoopBackOff",
                        "0/1",
                        INIT,
                        "'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'waiting':{'reason':"
                                + "'CrashLoopBackOff'}}}]"),
                Arguments.of(
                        "PodInitializing",
                        "0/1",
                        INIT,
                        "'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':0}}}],"
                                + "'containerStatuses':[{'name':'a','state':{'waiting':{'reason':'PodInitializing'}}}]"),
                Arguments.of(
                        "Running",
                        "2/2",
                        SIDECAR,
                        "'phase':'Running','initContainerStatuses':[{'name':'s','started':true,'ready':true,'state':"
                                + "{'running':{}}}],'containerStatuses':[{'name':'a','ready':true,'state':"
                                + "{'running':{}}}]"),
                Arguments.of(
                        "SchedulingGated",
                        "0/1",
                        ONE,
                        "'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False','reason':"
                                + "'SchedulingGated'}]"));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void statusAndReadyAreWhatKubectlShows(String shown, String ready, String spec, String status) {
        ObjectNode pod = json("{'spec':{" + spec + "},'status':{" + status + "}}");
        assertThat(PODS.cell("Status", pod)).isEqualTo(shown);
        assertThat(PODS.cell("Ready", pod)).isEqualTo(ready);
    }

    @Test
    void aPodUnderDeletionIsTerminatingUnlessItHasEnded() {
        assertThat(PODS.cell(
                        "Status",
                        json("{'metadata':{'deletionTimestamp':'2026-11-01T00:00:00Z'},'status':{'phase':'Running'}}")))
                .isEqualTo("Terminating");
        assertThat(
                        PODS.cell(
                                "Status",
                                json(
                                        "{'metadata':{'deletionTimestamp':'2026-11-01T00:00:00Z'},'status':{'phase':'Succeeded'}}")))
                .isEqualTo("Succeeded");
    }

    @Test
    void restartsTellWhenTheLastOneWas() {
        ObjectNode pod = json("{'spec':{" + ONE + "},'status':{'phase':'Running','containerStatuses':[{'name':'a',"
                + "'restartCount':2,'ready':true,'state':{'running':{}},'lastState':{'terminated':{'finishedAt':"
                + "'2026-10-31T23:55:00Z'}}}]}}");
        assertThat(PODS.cell("Restarts", pod)).isEqualTo("2 (5m ago)");
    }
}
