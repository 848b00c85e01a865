using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

/// <summary>The event stream through real proxies as their packages configure them.</summary>
public sealed class ProxyTests
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Messages_pass_nginx_at_once()
    {
        Assert.SkipUnless(RedisServer.IsInstalled("nginx"), "nginx is not installed; eng/test installs it on Debian.");
        await AssertPassesAsync((node, port, folder) =>
        {
            // The settings of Debian's nginx.conf, and one plain proxy line.
            File.WriteAllText(Path.Combine(folder, "nginx.conf"), string.Create(CultureInfo.InvariantCulture, $$"""
                worker_processes 1;
                pid {{folder}}/nginx.pid;
                error_log {{folder}}/error.log;
                events { }
                http {
                    access_log off;
                    sendfile on;
                    tcp_nopush on;
                    gzip on;
                    client_body_temp_path {{folder}}/body;
                    proxy_temp_path {{folder}}/proxy;
                    fastcgi_temp_path {{folder}}/fastcgi;
                    uwsgi_temp_path {{folder}}/uwsgi;
                    scgi_temp_path {{folder}}/scgi;
                    server {
                        listen 127.0.0.1:{{port}};
                        location / { proxy_pass http://127.0.0.1:{{node}}; }
                    }
                }
                """));
            return ("nginx", ["-c", Path.Combine(folder, "nginx.conf"), "-g", "daemon off;"]);
        });
    }

    [Fact]
    public async Task Messages_pass_HAProxy_at_once()
    {
        Assert.SkipUnless(RedisServer.IsInstalled("haproxy"), "haproxy is not installed; eng/test installs it on Debian.");
        await AssertPassesAsync((node, port, folder) =>
        {
            File.WriteAllText(Path.Combine(folder, "haproxy.cfg"), string.Create(CultureInfo.InvariantCulture, $"""
                defaults
                    mode http
                    timeout connect 5000
                    timeout client 50000
                    timeout server 50000
                frontend chat
                    bind 127.0.0.1:{port}
                    default_backend node
                backend node
                    server chat-a 127.0.0.1:{node}

                """));
            return ("haproxy", ["-db", "-f", Path.Combine(folder, "haproxy.cfg")]);
        });
    }

    private static async Task AssertPassesAsync(Func<int, int, string, (string Program, string[] Arguments)> configure)
    {
        var folder = Directory.CreateTempSubdirectory("chat-proxy-").FullName;
        try
        {
            await using var redis = new RedisServer();
            await redis.StartAsync();
            await using var node = new ChatNode("chat-a", redis.ConnectionString);
            await node.StartAsync();
            var port = FreePort.Next();
            var (program, arguments) = configure(node.Port, port, folder);
            await using var proxy = ChildProcess.Start(program, arguments);
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            await Wait.UntilAsync(
                "the proxy answers",
                async () => (await http.GetAsync(new Uri("alive", UriKind.Relative))).IsSuccessStatusCode,
                found: () => proxy.Output,
                failFast: proxy.ThrowIfExited);

            using var events = new SseClient(http, new Uri(http.BaseAddress, "api/rooms/lobby/events"));
            await events.UntilAsync("hello", DeliveryTimeout);
            for (var i = 1; i <= 3; i++)
            {
                await node.SayAsync("lobby", $"m{i}", "text");
                await events.UntilAsync("message", DeliveryTimeout);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
