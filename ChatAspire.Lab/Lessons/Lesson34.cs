using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Lab.Lessons;

/// <summary>3-4: a request from outside to a published port, through the chains of nat and filter.</summary>
internal static class Lesson34
{
    /// <summary>The port published on the host; the chat already uses the chapter's 5000.</summary>
    private const int Published = IngressRule.NeighboursPort;

    public static Lesson Create(LessonPlace place)
    {
        var host = place.A.Name;
        // The request does not use the overlay: before Docker 29, packets that arrive over another Docker bridge are not translated
        // (nat DOCKER: -i vxlan-net -j RETURN).
        var address = place.A.Underlay;
        var outside = new LessonLine(place.B.Name, $"curl -s --max-time 10 {address}:{Published}") { InChapter = false };
        return new Lesson("3-4", [.. Items()])
        {
            Makes = new() { Containers = ["curl-container", "api-container"], Images = [TestImage.Name] },
            Takes = new() { Port = Published },
        };

        IEnumerable<LessonItem> Items()
        {
            yield return new("before",
                TestImage.Build(place, host),
                On("docker run -ti -d --name=\"curl-container\" test-image") with { InChapter = false },
                On("docker run -ti -d --name=\"api-container\" test-image") with { InChapter = false });
            const string Metadata = "TOKEN=`curl -s -X PUT \"http://169.254.169.254/latest/api/token\" "
                + "-H \"X-aws-ec2-metadata-token-ttl-seconds: 21600\"` "
                + "&& curl -H \"X-aws-ec2-metadata-token: $TOKEN\" http://169.254.169.254/latest/meta-data/public-ipv4";
            yield return new("public-address", On(Metadata) with { Run = place.OnAws ? Metadata : $"ip route get {place.B.Underlay}" });
            yield return new("nic", On("ip address show dev enX0") with { Run = $"ip address show dev {place.A.Nic}" });
            yield return new("again", On("docker stop api-container"), On("docker rm api-container"));
            yield return new("publish", On("docker run -ti -d --name=\"api-container\" -p 5000:5000 test-image") with
            {
                Run = $"docker run -ti -d --name=\"api-container\" -p {Published}:5000 test-image",
                Settles = $"curl -so /dev/null --max-time 1 {address}:{Published}",
            });
            yield return new("log-nat",
                On("sudo iptables -t nat -I PREROUTING 1 -j LOG --log-prefix \"PREROUTING: \""),
                On("sudo iptables -t nat -I DOCKER 1 -j LOG --log-prefix \"NAT DOCKER: \""),
                On("sudo iptables -t nat -I POSTROUTING 1 -j LOG --log-prefix \"POSTROUTING: \""));
            yield return new("log-filter",
                On("sudo iptables -I FORWARD 1 -j LOG --log-prefix \"FORWARD: \""),
                On("sudo iptables -I DOCKER 1 -j LOG --log-prefix \"FILTER DOCKER: \""));
            if (!place.KernelLog)
            {
                yield return new("trace",
                    On($"sudo iptables -t raw -I PREROUTING 1 -p tcp --syn --dport {Published} -j TRACE") with { InChapter = false });
            }

            yield return new("list",
                On("sudo iptables -L -t nat") with { Run = "sudo iptables -n -L -t nat" },
                On("sudo iptables -L -nv -t nat --line-numbers"));
            yield return new("on-nic",
                On("sudo tcpdump -i enX0 port 5000 -n -q") with
                {
                    Run = $"sudo tcpdump -i {place.A.Nic} port {Published} -n -q",
                    // 14:02:11.301 IP 10.77.0.12.44600 > 10.77.0.11.5080: tcp 79
                    Listens = Listening.Tcpdump("tcp [1-9]"),
                },
                outside);
            yield return new("nat-log", Follow("-e \"PREROUTING\" -e \"NAT DOCKER\"", "NAT DOCKER"), outside);
            yield return new("nat-docker", On("sudo iptables -L DOCKER -t nat") with { Run = "sudo iptables -n -L DOCKER -t nat" });
            yield return new("filter-log", Follow("-e \"FORWARD\" -e \"FILTER DOCKER\"", "FILTER DOCKER"), outside);
            yield return new("on-bridge",
                On("sudo tcpdump -i docker0 port 5000 -n -q") with { Listens = Listening.Tcpdump("tcp [1-9]") },
                outside);
            yield return new("stop", On("docker stop curl-container api-container"));
            yield return new("remove", On("docker rm curl-container api-container"));
        }

        LessonLine On(string typed) => new(host, typed);

        // Without a kernel log, the same grep reads the trace. The trace's lines contain the LOG rules with their prefixes, and its
        // "PACKET" lines contain the addresses.
        LessonLine Follow(string prefixes, string until)
        {
            var typed = $"tail -f /var/log/kern.log |grep {prefixes}";
            return place.KernelLog
                ? On(typed) with { Run = $"tail -n 0 -f {LessonPlace.KernelLogFile} |grep {prefixes}", Listens = Listening.Log(until) }
                : On(typed) with { Run = $"xtables-monitor --trace |grep -e \"PACKET\" {prefixes}", Listens = Listening.Trace(until) };
        }
    }
}
