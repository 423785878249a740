/** Runs while the project is built: packs the field numbers of Kubernetes' protobuf messages. Not in the WAR. */
package org.nakhoda.apiserver.protobuf.build;
