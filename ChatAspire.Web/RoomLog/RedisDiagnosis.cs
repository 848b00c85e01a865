using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using ChatAspire.Web.Contracts;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>
/// Finds out why the client cannot use a server, over a separate connection. If the server is loading its data, refuses the password, or
/// does not speak TLS, the client itself reports only that it has no connection.
/// </summary>
internal sealed class RedisDiagnosis(IConfiguration configuration)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Connects to the configured servers in turn, and returns the first problem that a server reports;
    /// <see cref="RedisProblem.Unreachable"/> when no server reports a problem.
    /// </summary>
    public async Task<RedisProblem> DiagnoseAsync()
    {
        var options = ConfigurationOptions.Parse(configuration.GetConnectionString("redis") ?? "");
        options.SetDefaultPorts();
        foreach (var endPoint in options.EndPoints)
        {
            var problem = await AskAsync(options, endPoint);
            if (problem != RedisProblem.Unreachable)
            {
                return problem;
            }
        }

        return RedisProblem.Unreachable;
    }

    private static async Task<RedisProblem> AskAsync(ConfigurationOptions options, EndPoint endPoint)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endPoint, limit.Token);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            return RedisProblem.Unreachable;
        }

        await using var plain = new NetworkStream(socket);
        try
        {
            await using var stream = options.Ssl ? await EncryptAsync(plain, options, endPoint, limit.Token) : plain;
            return await ReadReasonAsync(stream, options, limit.Token);
        }
        catch (Exception error) when (error is AuthenticationException or IOException or OperationCanceledException)
        {
            return options.Ssl ? RedisProblem.Tls : RedisProblem.Unreachable;
        }
    }

    private static async Task<Stream> EncryptAsync(Stream plain, ConfigurationOptions options, EndPoint endPoint, CancellationToken cancel)
    {
        var encrypted = new SslStream(plain);
        var host = options.SslHost ?? (endPoint as DnsEndPoint)?.Host ?? ((IPEndPoint)endPoint).Address.ToString();
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancel);
        return encrypted;
    }

    // -LOADING Redis is loading the dataset in memory
    private static async Task<RedisProblem> ReadReasonAsync(Stream stream, ConfigurationOptions options, CancellationToken cancel)
    {
        var login = (options.User, options.Password) switch
        {
            (null or "", null or "") => "",
            (null or "", { } password) => Command("AUTH", password),
            ({ } user, var password) => Command("AUTH", user, password ?? ""),
        };
        await stream.WriteAsync(Encoding.UTF8.GetBytes(login + Command("PING")), cancel);
        using var reader = new StreamReader(stream);
        for (var answers = login.Length > 0 ? 2 : 1; answers > 0; answers--)
        {
            var answer = await reader.ReadLineAsync(cancel);
            var problem = RedisErrors.ClassifyMessage(answer ?? "");
            if (problem != RedisProblem.Unreachable)
            {
                return problem;
            }
        }

        return RedisProblem.Unreachable;
    }

    private static string Command(params string[] parts) => string.Concat(parts
        .Select(part => string.Create(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n"))
        .Prepend(string.Create(CultureInfo.InvariantCulture, $"*{parts.Length}\r\n")));
}
