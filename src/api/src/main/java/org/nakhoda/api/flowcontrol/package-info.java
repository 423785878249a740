/** Which requests wait for which: the flowcontrol.apiserver.k8s.io group. */
package org.nakhoda.api.flowcontrol;
