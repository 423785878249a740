package org.nakhoda.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;

/** One step of a plan: a ReplicaSet and the size that it is to get. */
record Resize(ReplicaSet set, int size) {}
