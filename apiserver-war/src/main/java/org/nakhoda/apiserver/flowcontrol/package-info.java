/**
 * Priority and fairness: which flow a request belongs to (FlowSchemas), how many requests of a level are worked on at a time
 * (PriorityLevelConfigurations), and how the others wait. Reads the two kinds from the store and keeps their defaults.
 */
package org.nakhoda.apiserver.flowcontrol;
