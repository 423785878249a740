/**
 * Reads the protobuf form in which Go clients send objects of the built-in kinds (newer kubectl does so for {@code
 * kubectl create}), and turns it into the JSON tree that everything else works on. Answers are never protobuf: clients
 * accept JSON as well.
 */
package org.nakhoda.apiserver.protobuf;
