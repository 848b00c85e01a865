using Garnet;

using var server = new GarnetServer(args);
server.Start();
await Task.Delay(Timeout.Infinite);
