namespace ChatAspire.Lab.Lessons;

/// <summary>3-3: one HTTP request between two containers of a host, captured at every point it passes.</summary>
internal static class Lesson33
{
    /// <summary>The options and filter with which tcpdump(8) prints packets with payload: PSH without SYN.</summary>
    private const string Payload = "-n -A '(tcp[tcpflags] & tcp-syn)' == 0 and '(tcp[tcpflags] & tcp-push)' != 0";

    private const string Answer = "Hello from the API";

    public static Lesson Create(LessonPlace place)
    {
        var host = place.A.Name;
        var again = Request() with { InChapter = false };
        return new Lesson("3-3",
            new("image", TestImage.Build(place, host)),
            new("run",
                On("docker run -ti -d --name=\"curl-container\" test-image"),
                On("docker run -ti -d --name=\"api-container\" test-image")),
            new("addresses",
                On("docker exec -ti curl-container hostname -i") with { Captures = Address("curl") },
                On("docker exec -ti api-container hostname -i") with { Captures = Address("api"), Settles = TestImage.Answers("<api>") }),
            new("first-request", Request()),
            new("install",
                On("docker exec curl-container apk add tcpdump") with { Run = Install("curl-container") },
                On("docker exec api-container apk add tcpdump") with { Run = Install("api-container") }),
            new("help", On("docker exec curl-container tcpdump -h"), On("docker exec api-container tcpdump -h")),
            new("restart",
                On("docker restart curl-container") with { Run = "docker restart curl-container api-container" },
                On("docker exec api-container hostname -i") with
                {
                    InChapter = false,
                    Captures = Address("api"),
                    Settles = "docker exec api-container perl -e 1"
                }),
            new("arp-empty", On("docker exec curl-container arp -n")),
            new("arp",
                On("sudo tcpdump arp -i docker0 -n -e -q") with
                {
                    // … 02:42:ac:11:00:03 > 02:42:ac:11:00:02, ARP, length 42: Reply 172.17.0.3 is-at 02:42:ac:11:00:03, length 28
                    Listens = Listening.Tcpdump("Reply"),
                    Captures = new Dictionary<string, string> { ["MACアドレス"] = @"Reply [\d.]+ is-at (\S+)," },
                },
                On("docker exec curl-container curl 172.17.0.3:5000") with { Run = "docker exec curl-container curl <api>:5000" }),
            new("route", On("docker exec -ti curl-container ip route")),
            new("iflink", On("docker exec -ti curl-container cat /sys/class/net/eth0/iflink") with
            {
                Captures = new Dictionary<string, string> { ["ifindex"] = @"^(\d+)$" },
            }),
            new("ports", On("brctl show docker0")),
            new("veth", Veth.Named(host)),
            new("fdb", On("bridge fdb show |grep <MACアドレス>")),
            new("on-bridge", On($"sudo tcpdump -i docker0 {Payload}") with { Listens = Listening.Tcpdump(Answer) }, Request()),
            new("on-veth", On($"sudo tcpdump -i <veth名> {Payload}") with { Listens = Listening.Tcpdump(Answer) }, again),
            new("in-container",
                On($"sudo docker exec -ti api-container tcpdump -i eth0 {Payload}") with
                {
                    // Ending `docker exec` does not end the program in the container, so tcpdump ends itself after two packets.
                    Run = $"sudo docker exec -ti api-container tcpdump -c 2 -i eth0 {Payload}",
                    Listens = Listening.Tcpdump(Answer),
                },
                again))
        {
            Makes = new() { Containers = ["curl-container", "api-container"], Images = [TestImage.Name] },
        };

        LessonLine On(string typed) => new(host, typed);

        static string Install(string container) => $"docker exec {container} sh -c 'apk add tcpdump || tcpdump --version'";

        LessonLine Request() =>
            On("docker exec -ti curl-container curl 172.17.0.3:5000") with { Run = "docker exec -ti curl-container curl <api>:5000" };
    }

    private static Dictionary<string, string> Address(string name) => new() { [name] = @"^([\d.]+)" };
}
