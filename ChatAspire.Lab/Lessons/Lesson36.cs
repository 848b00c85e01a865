using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lessons;

/// <summary>3-6: the chat across the overlay, as created by <c>up</c>.</summary>
internal static class Lesson36
{
    public static Lesson Create(LessonPlace place)
    {
        var spec = place.Spec;
        var redis = spec.Redis;
        var first = ChatOn(place.A);
        var second = ChatOn(place.B);
        // A chat node on another host than Redis, so that its traffic to Redis crosses the tunnel.
        var (remote, nic) = redis.Host == second.Host ? (first, place.A.Nic) : (second, place.B.Nic);
        // tcpdump decodes Redis's protocol only on its default port and without -T; otherwise -A shows the payload.
        var read = place.IntoTunnel + (redis.Port == 6379 && place.IntoTunnel.Length == 0 ? "" : "-A ");
        const string Build = "docker build -t chat-app .";
        return new Lesson("3-6",
            new("build",
                new LessonLine(first.Host, Build) { Run = $"docker history {spec.Images.Chat}" },
                new LessonLine(second.Host, Build) { Run = $"docker history {spec.Images.Chat}" })
            {
                UpRan = place.UpRan(first.Host, $"Image {spec.Images.Chat}"),
            },
            new("redis", new LessonLine(
                redis.Host, "docker run -d --name redis --net vxlan-net --ip 172.18.0.100 redis")
            { Run = Inspect(redis.Name) })
            {
                UpRan = place.UpRan(redis.Host, $"{redis.Name} at"),
            },
            new("chat-a", Chat(first, "docker run -d --name chat-a --net vxlan-net --ip 172.18.0.11 -p 5000:5000 chat-app"))
            {
                UpRan = place.UpRan(first.Host, $"{first.Name} at"),
            },
            new("chat-b", Chat(second, "docker run -d --name chat-b --net vxlan-net --ip 172.18.0.22 -p 5000:5000 chat-app"))
            {
                UpRan = place.UpRan(second.Host, $"{second.Name} at"),
            },
            new("nodes", Own(first.Host, $"curl -s localhost:{first.Publish}/api/node"),
                Own(second.Host, $"curl -s localhost:{second.Publish}/api/node")),
            // Posts once to create the room, because a reader without history may miss the first message of a new room.
            new("room", Post(first)),
            new("message",
                Own(second.Host, $"curl -sN \"localhost:{second.Publish}/api/rooms/lesson/events?name=reader&tail=0\"") with
                {
                    Listens = new Listening("grep -q '^event: here' \"$out\"", "Hello across the overlay"),
                },
                Post(first)),
            new("tunnel",
                // Offsets from the outer UDP header: 16 to the inner Ethernet header, 30 to the IP header, 52 to TCP's destination port.
                Own(remote.Host,
                    $"sudo tcpdump -i {nic} -n {read}'udp port {spec.Overlay.Port} and udp[52:2] = {redis.Port} and greater 350'") with
                {
                    Listens = Listening.Tcpdump("Hello across the overlay"),
                },
                Post(remote)));

        ChatSpec ChatOn(HostFacts host) => spec.Chat.FirstOrDefault(chat => chat.Host == host.Name)
            ?? throw new UserErrorException(
                $"Lesson 3-6 needs a chat node on {host.Name}; lab.json has none.", "Add one to $.chat in lab.json.");

        LessonLine Chat(ChatSpec chat, string typed) => new(chat.Host, typed) { Run = Inspect(chat.Name) };

        // The id must be new, because the room treats a repeated id as the same message.
        LessonLine Post(ChatSpec chat) => Own(chat.Host,
            $"curl -s localhost:{chat.Publish}/api/rooms/lesson/messages -H 'Content-Type: application/json' \\\n"
            + "  -d '{\"id\":\"'$(date +%s%N)'\",\"author\":\"lesson\",\"text\":\"Hello across the overlay\"}'");

        LessonLine Own(string host, string typed) => new(host, typed) { InChapter = false };

        string Inspect(string name) =>
            $"docker ps --filter name=^{name}$ --format 'table {{{{.Names}}}}\\t{{{{.Image}}}}\\t{{{{.Ports}}}}' && "
            + $"docker inspect {name} -f "
            + "'{{range $network, $at := .NetworkSettings.Networks}}{{$network}} {{$at.IPAddress}}{{end}}'";
    }
}
