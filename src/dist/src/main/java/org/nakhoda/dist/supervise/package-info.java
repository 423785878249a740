/**
 * The process that keeps a cluster's processes running. It may die itself at any moment: its children do not notice, and
 * the next one takes them over by their pid files.
 */
package org.nakhoda.dist.supervise;
