/** Handing out the cluster's state as a backup. */
package org.nakhoda.apiserver.backup;
