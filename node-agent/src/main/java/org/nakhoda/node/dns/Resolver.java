package org.nakhoda.node.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Answers a query out of a zone. Pure. */
final class Resolver {
    private static final int NEGATIVE_TTL = 5;

    private Resolver() {}

    /** @return the answer, or empty if the name is not the cluster's and has to be asked for elsewhere */
    static Optional<Message> answer(Message query, Zone zone) {
        Record question = query.getQuestion();
        if (query.getHeader().getOpcode() != Opcode.QUERY || question == null) {
            return Optional.of(refusal(query, question == null ? Rcode.FORMERR : Rcode.NOTIMP));
        }
        Name name = question.getName();
        if (question.getDClass() != DClass.IN && question.getDClass() != DClass.ANY) {
            return Optional.of(refusal(query, Rcode.REFUSED));
        }
        if (!zone.holds(name)) {
            return Optional.empty();
        }
        Message answer = reply(query, Rcode.NOERROR);
        answer.getHeader().setFlag(Flags.AA);
        List<Record> found = zone.find(name);
        if (found == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else {
            found.stream()
                    .filter(record -> record.getType() == question.getType()
                            || question.getType() == Type.ANY
                            || record.getType() == Type.CNAME)
                    .forEach(record -> {
                        answer.addRecord(record, Section.ANSWER);
                        if (record instanceof CNAMERecord alias && question.getType() != Type.CNAME) {
                            follow(alias, question.getType(), zone, answer);
                        }
                    });
        }
        if (answer.getSection(Section.ANSWER).isEmpty()) {
            answer.addRecord(authority(zone.domain()), Section.AUTHORITY);
        }
        return Optional.of(answer);
    }

    private static void follow(CNAMERecord alias, int type, Zone zone, Message answer) {
        List<Record> target = zone.holds(alias.getTarget()) ? zone.find(alias.getTarget()) : null;
        if (target != null) {
            target.stream()
                    .filter(record -> record.getType() == type)
                    .forEach(record -> answer.addRecord(record, Section.ANSWER));
        }
    }

    static Message refusal(Message query, int rcode) {
        return reply(query, rcode);
    }

    private static Message reply(Message query, int rcode) {
        Message answer = new Message(query.getHeader().getID());
        Header header = answer.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        header.setOpcode(query.getHeader().getOpcode());
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        header.setRcode(rcode);
        if (query.getQuestion() != null) {
            answer.addRecord(query.getQuestion(), Section.QUESTION);
        }
        return answer;
    }

    private static Record authority(Name domain) {
        try {
            return new SOARecord(
                    domain,
                    DClass.IN,
                    NEGATIVE_TTL,
                    Name.fromString("ns.dns", domain),
                    Name.fromString("hostmaster", domain),
                    1,
                    7200,
                    1800,
                    86400,
                    NEGATIVE_TTL);
        } catch (TextParseException e) {
            throw new IllegalStateException("fixed names are well-formed", e);
        }
    }
}
