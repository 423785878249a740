package org.nakhoda.node.pod;

import java.time.InstantSource;
import org.nakhoda.node.cgroup.PodCgroups;
import org.nakhoda.node.container.ContainerStarter;
import org.nakhoda.node.container.ContainerStops;
import org.nakhoda.node.container.RestartBackoff;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.event.PodEvents;
import org.nakhoda.node.image.ImagePuller;
import org.nakhoda.node.probe.Probes;
import org.nakhoda.node.runtime.RuntimeReader;
import org.nakhoda.node.sandbox.HostNames;
import org.nakhoda.node.sandbox.Sandboxes;
import org.nakhoda.node.volume.PodFiles;
import org.nakhoda.node.volume.Volumes;

/** What all pods' loops share. */
public record PodServices(
        NodeIdentity node,
        Cri cri,
        RuntimeReader reader,
        Sandboxes sandboxes,
        HostNames hostNames,
        PodCgroups cgroups,
        PodFiles files,
        Volumes volumes,
        ImagePuller images,
        ContainerStarter starter,
        ContainerStops stops,
        RestartBackoff backoff,
        Probes probes,
        PodEvents events,
        NodeAdmission admission,
        StatusSink statuses,
        InstantSource clock) {}
