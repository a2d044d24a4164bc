package client

import (
	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/grpc"

	sdkclient "github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
	"github.com/cosmos/cosmos-sdk/x/auth/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/tx/signing"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
)

// encoding is how this package writes transactions and reads answers.
type encoding struct {
	registry codectypes.InterfaceRegistry
	codec    codec.Codec
	tx       sdkclient.TxConfig
}

// services are our transaction services, whose messages the encoding must know.
var services = []*grpc.ServiceDesc{
	&subnetv1.Msg_serviceDesc, &stakev1.Msg_serviceDesc, &weightsv1.Msg_serviceDesc, &rootv1.Msg_serviceDesc,
	&epochv1.Msg_serviceDesc, &emissionv1.Msg_serviceDesc, &escrowv1.Msg_serviceDesc, &producerv1.Msg_serviceDesc,
}

func newEncoding() (encoding, error) {
	registry, err := codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: proto.HybridResolver,
		SigningOptions: signing.Options{
			AddressCodec:          address.NewBech32Codec(sdk.GetConfig().GetBech32AccountAddrPrefix()),
			ValidatorAddressCodec: address.NewBech32Codec(sdk.GetConfig().GetBech32ValidatorAddrPrefix()),
		},
	})
	if err != nil {
		return encoding{}, err
	}
	std.RegisterInterfaces(registry)
	authtypes.RegisterInterfaces(registry)
	banktypes.RegisterInterfaces(registry)
	for _, s := range services {
		msgservice.RegisterMsgServiceDesc(registry, s)
	}
	cdc := codec.NewProtoCodec(registry)
	return encoding{registry, cdc, tx.NewTxConfig(cdc, tx.DefaultSignModes)}, nil
}
