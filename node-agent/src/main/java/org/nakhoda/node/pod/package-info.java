/**
 * One loop per pod: it compares what the pod's specification wants with what the runtime has ({@link
 * org.nakhoda.node.pod.PodPlan}, which decides and does nothing) and carries the difference out.
 */
package org.nakhoda.node.pod;
