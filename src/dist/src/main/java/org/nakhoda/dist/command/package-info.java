/** The command line. Each class reads its options and hands over; nothing is decided here. */
package org.nakhoda.dist.command;
