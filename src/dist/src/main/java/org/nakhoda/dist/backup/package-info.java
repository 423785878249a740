/** Backups as files: fetched from a running cluster, checked, and put where a new cluster's first start finds them. */
package org.nakhoda.dist.backup;
