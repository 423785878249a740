/** A real cluster for the system tests, started and used the way a user does: by the launcher and by kubectl. */
package org.nakhoda.it.cluster;
