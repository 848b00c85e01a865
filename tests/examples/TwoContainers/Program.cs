var builder = DistributedApplication.CreateBuilder(args);
var image = builder.Configuration["RedisImage"] ?? "redis";
builder.AddContainer("primary", image);
builder.AddContainer("replica", image).WithArgs("--replicaof", "primary", "6379");

builder.WithWalk();

builder.Build().Run();
