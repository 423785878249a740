/** The scheduling loop: takes a pod, decides over a snapshot, assumes, and binds while the next decision is made. */
package org.nakhoda.scheduler.cycle;
