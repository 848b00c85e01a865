// The peer: SignalR with its StackExchange.Redis backplane, JSON over WebSockets, defaults otherwise.
// usage: ChatAspire.Bench.SignalR PORT REDIS_PORT RETENTION
using ChatAspire.Bench.SignalR;
using StackExchange.Redis;

var (port, redis, retention) = (args[0], $"127.0.0.1:{args[1]}", int.Parse(args[2]));

var builder = WebApplication.CreateBuilder();
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(new Log(await ConnectionMultiplexer.ConnectAsync(redis), retention));
builder.Services.AddSignalR().AddStackExchangeRedis(redis);

var app = builder.Build();
app.MapGet("/", () => "up");
app.MapHub<ChatHub>("/hub");
app.Run();
